import { basename, resolve } from "node:path";
import {
  checkModelFolder,
  launchOf,
  RUN_OBSERVER,
  type RunOptions,
  type RunReport,
  TolariaError,
  type Trainer,
} from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import {
  BACKENDS,
  checkpoints,
  chromeTrace,
  createTrainer,
  type JobOptions,
  lines,
  noTamiyo,
  page,
  progress,
  recordingKasmina,
  renderReport,
  reportToJson,
  runFolder,
  silent,
} from "../modules/mod.ts";
import { openPlace, parsePlace } from "./checkpoint_place.ts";
import { EpochLimit } from "./epoch_limit.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import type { OptionTexts } from "./job_options.ts";
import { loadJob } from "./load_job.ts";
import { SaveCheck } from "./models/save_check.ts";
import type { ProfileWindow } from "./profile_window.ts";
import { RUNS_DIRECTORY } from "./runs/find_run.ts";
import { listenForInterruption } from "./signals.ts";

/** Options of `train`. */
export interface TrainFlags {
  readonly epochs?: number;
  /** Epoch after which the run is interrupted. */
  readonly until?: number;
  readonly backend?: keyof typeof BACKENDS;
  readonly seed?: number;
  /** Values for options of the job. */
  readonly set?: OptionTexts;
  /** False to grow no seeds. */
  readonly seeds?: boolean;
  /** Whether to set the job's option `big`. */
  readonly big?: boolean;
  /** Steps to profile. */
  readonly profile?: ProfileWindow;
  /** Directory for checkpoints. */
  readonly checkpoints?: string;
  /** Checkpoint to resume from: `<directory>[@id]`. */
  readonly resume?: string;
  /** Model folder to save the network to. */
  readonly save?: string;
  /** Where the run is recorded. */
  readonly runs?: string;
  /** False to record nothing. */
  readonly record?: boolean;
  /** Port of the page of the run; true for the usual one. */
  readonly page?: number | true;
  /** Whether any difference from the job that wrote the checkpoint is refused. */
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs the job in the file `path`.
 *
 * @returns The exit code: that of a signal or an emergency if one ended the run.
 * @throws The error that made the run fail, after its report was printed.
 */
export async function train(path: string, flags: TrainFlags): Promise<number> {
  checkResume(flags);
  if (flags.save !== undefined) checkModelFolder(flags.save);
  const {
    job: { run, ...config },
    options,
  } = await loadJob(path, flags.big ? { ...flags.set, big: "true" } : flags.set);
  const interruption = listenForInterruption((signal) =>
    say(`\n${signal}: finishing the step; press again to exit at once`),
  );
  try {
    const settings = flags.seed === undefined ? config : { ...config, seed: flags.seed };
    const saving = flags.save === undefined ? undefined : new SaveCheck();
    const limit = flags.until === undefined ? undefined : new EpochLimit(flags.until);
    const observers = [
      observer(flags),
      ...recorder(path, options, flags),
      ...pageOf(flags),
      reporter(flags),
      ...(saving ? [saving.observer()] : []),
      ...(limit ? [limit.observer()] : []),
    ];
    await using trainer = createTrainer(
      { ...settings, modules: [...settings.modules, ...observers] },
      { replacements: replacements(flags) },
    );
    saving?.watch(trainer);
    const { endReason } = await trainer.run({
      ...run,
      ...epochsOf(flags),
      ...resumeOf(flags),
      ...keepOf(flags, run),
      signal: anySignal([run.signal, interruption.signal, saving?.signal, limit?.signal]),
    });
    saving?.throwFailure();
    if (flags.save !== undefined) await saveModel(trainer, flags.save, flags);
    if (endReason === "halted") return EXIT_CODES.halted;
    // A run that completed although a signal came was not ended by it.
    return endReason === "interrupted"
      ? (interruption.exitCode ?? EXIT_CODES.done)
      : EXIT_CODES.done;
  } catch (error) {
    const { exitCode } = interruption;
    if (exitCode === undefined || !TolariaError.is(error, "run/interrupted")) throw error;
    say(error.message);
    return exitCode;
  } finally {
    interruption.dispose();
  }
}

/** Replacements for the job's own providers. */
function replacements(flags: TrainFlags): ContainerModule[] {
  const { backend, seeds = true, profile } = flags;
  return [
    ...(backend === undefined ? [] : [BACKENDS[backend]()]),
    ...checkpointsOf(flags),
    // Without seeds to grow, a controller would cut the learning rate instead.
    ...(profile ? [chromeTrace(profile)] : []),
    ...(seeds ? [] : [noTamiyo(), recordingKasmina()]),
  ];
}

/** Checkpoint store of the flags. A store to resume from is written to as well. */
function checkpointsOf({ checkpoints: written, resume }: TrainFlags): ContainerModule[] {
  const directory = written ?? (resume === undefined ? undefined : parsePlace(resume).directory);
  return directory === undefined ? [] : [checkpoints({ directory })];
}

function resumeOf({ resume, strict = false }: TrainFlags): Pick<RunOptions, "resume"> {
  if (resume === undefined) return {};
  const { id } = parsePlace(resume);
  return { resume: { strict, ...(id !== undefined && { id }) } };
}

/** Throws early if there is nothing to resume from, or if `--checkpoints` names another directory. */
function checkResume({ checkpoints: written, resume, strict }: TrainFlags): void {
  if (resume === undefined) {
    if (!strict) return;
    throw new TolariaError(
      "options/invalid",
      '"--strict" compares the job with a checkpoint: name one with "--resume". Cannot train.',
    );
  }
  openPlace(resume);
  const { directory } = parsePlace(resume);
  if (written === undefined || resolve(written) === resolve(directory)) return;
  throw new TolariaError(
    "options/invalid",
    `"--checkpoints" must be the directory of "--resume", ${directory}, but is ${written}. Cannot train.`,
  );
}

/** A network that is to be saved has the weights of its best epoch, also once it is resumed. */
function keepOf(
  { save }: TrainFlags,
  { keepBest = true }: RunOptions,
): Pick<RunOptions, "keepBest"> {
  return save === undefined ? {} : { keepBest };
}

async function saveModel(
  trainer: Trainer,
  directory: string,
  { quiet }: TrainFlags,
): Promise<void> {
  const { weights, epoch } = await trainer.save(directory);
  // Only rank 0 has written it.
  if (quiet || (launchOf(process.env)?.rank ?? 0) > 0) return;
  const which =
    weights === "best" ? `epoch ${epoch}, the best` : `the last step, in epoch ${epoch}`;
  say(`saved the weights of ${which}, to ${directory}`);
  say(`use them by: tolaria predict ${directory} --input <file>, or loadModel("${directory}")`);
}

function epochsOf({ epochs }: TrainFlags): { epochs?: number } {
  return epochs === undefined ? {} : { epochs };
}

function anySignal(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

/** Observer of the progress, on stderr: stdout holds only the report. */
function observer({ quiet }: TrainFlags): ContainerModule {
  if (quiet) return silent();
  return process.stderr.isTTY ? progress({ report: false }) : lines({ report: false });
}

/** Records the run: `TOLARIA_RUNS` names another directory than `runs`, or none if it is empty. */
function recorder(path: string, options: JobOptions, flags: TrainFlags): ContainerModule[] {
  const { quiet = false, save } = flags;
  const directory = recordedIn(flags);
  if (directory === undefined) return [];
  const name = basename(path).replace(/\.[cm]?[jt]s$/, "");
  const which = directory === RUNS_DIRECTORY ? "" : ` ${directory}`;
  const onStart = (folder: string) =>
    say(`recorded in ${folder}; look at it by: npx bun run tolaria board${which}`);
  const model = save === undefined ? {} : { model: resolve(save) };
  return [runFolder({ directory, name, options, ...model, ...(!quiet && { onStart }) })];
}

/** Directory of the run's folder; undefined if the run is not recorded. */
function recordedIn({ runs, record = true }: TrainFlags): string | undefined {
  const directory = runs ?? process.env.TOLARIA_RUNS ?? RUNS_DIRECTORY;
  return record && directory !== "" ? directory : undefined;
}

/** The page of the run. It shows what is recorded. */
function pageOf(flags: TrainFlags): ContainerModule[] {
  if (flags.page === undefined) return [];
  const directory = recordedIn(flags);
  if (directory !== undefined) {
    return [page({ directory, ...(flags.page !== true && { port: flags.page }) })];
  }
  throw new TolariaError(
    "options/invalid",
    '"--page" shows a run that is recorded: leave out "--no-record". Cannot train.',
  );
}

/** Prints the closing report, also that of a failed run. */
function reporter({ json }: TrainFlags): ContainerModule {
  const print = json ? printJson : printText;
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({ onRunEnd: print });
  });
}

function printJson(report: RunReport): void {
  process.stdout.write(`${JSON.stringify(reportToJson(report))}\n`);
}

function printText(report: RunReport): void {
  const { isTTY, columns } = process.stdout;
  const color = isTTY === true && process.env.NO_COLOR === undefined;
  process.stdout.write(`${renderReport(report, { color, width: columns })}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
