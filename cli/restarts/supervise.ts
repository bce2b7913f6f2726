import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { launchOf, TolariaError } from "../../core/mod.ts";
import { CheckpointDirectory } from "../../modules/mod.ts";
import { parsePlace } from "../checkpoint_place.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { signal } from "../sweep/process_identity.ts";
import type { TrainFlags } from "../train.ts";
import { commandOf, withoutOption } from "./command.ts";
import { type AttemptEnd, judgeEnd } from "./judge_end.ts";
import { RUN_END, readRunEnd } from "./run_end.ts";

/** Options of a training that is supervised. */
export interface SuperviseFlags extends Pick<TrainFlags, "checkpoints" | "resume"> {
  /** How many times it is started again. @default 0 */
  readonly restarts?: number;
  /** Command that starts the processes of a run, such as `mpirun -n 4`. */
  readonly launch?: string;
}

/** Signals that are passed on. */
const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Trains in a process of its own, or in those that a launcher starts, and starts again from the last checkpoint when
 * the run is cut off: processes of it were lost, or a signal killed it.
 *
 * @param args The command line.
 * @returns The exit code: that of the run, or `lostPeers` if it was cut off once too often.
 * @throws {TolariaError} `options/invalid` if there is no place for checkpoints, or within what a launcher started.
 */
export async function supervise(args: readonly string[], flags: SuperviseFlags): Promise<number> {
  const { restarts = 0, launch } = flags;
  const directory = checkedDirectory(flags);
  const own = ["--restarts", "--launch"].reduce(withoutOption, args);
  for (let attempt = 0; ; attempt++) {
    const resumed = attempt === 0 ? own : resuming(own, directory);
    const { end, asked } = await runOnce(commandOf(launch, resumed));
    const verdict = judgeEnd(end);
    if (verdict.kind === "over") return verdict.exitCode;
    if (asked !== undefined) return 128 + constants.signals[asked];
    if (attempt === restarts) {
      say(`The run was cut off: ${verdict.reason}. ${leftOf(restarts, directory)}`);
      return EXIT_CODES.lostPeers;
    }
    const from = hasCheckpoint(directory)
      ? `from the last checkpoint in ${directory}`
      : "from its beginning: there is no checkpoint yet";
    say(`The run was cut off: ${verdict.reason}. Restart ${attempt + 1} of ${restarts}, ${from}.`);
  }
}

/** Where checkpoints are written; `undefined` if the run is not to be started again. */
function checkedDirectory({
  restarts = 0,
  checkpoints,
  resume,
}: SuperviseFlags): string | undefined {
  const launched = launchOf(process.env);
  if (launched) {
    throw new TolariaError(
      "options/invalid",
      `"--restarts" and "--launch" start the processes of a run, but this is one of ${launched.size} that ${launched.launcher} started: write tolaria train job.ts --launch "${launched.launcher} -n ${launched.size}" instead. Cannot train.`,
    );
  }
  const directory =
    checkpoints ?? (resume === undefined ? undefined : parsePlace(resume).directory);
  if (directory !== undefined || restarts === 0) return directory;
  throw new TolariaError(
    "options/invalid",
    '"--restarts" goes on from a checkpoint: say where to write them by "--checkpoints <directory>". Cannot train.',
  );
}

/** The arguments of a further attempt. */
function resuming(args: readonly string[], directory: string | undefined): readonly string[] {
  if (directory === undefined || !hasCheckpoint(directory)) return args;
  return [...withoutOption(args, "--resume"), "--resume", directory];
}

function hasCheckpoint(directory: string | undefined): boolean {
  if (directory === undefined) return false;
  try {
    return new CheckpointDirectory(directory).list().length > 0;
  } catch {
    return false;
  }
}

function leftOf(restarts: number, directory: string | undefined): string {
  const used = restarts === 0 ? "It was not to be restarted" : `It was restarted ${restarts} times`;
  if (!hasCheckpoint(directory)) return `${used}; there is no checkpoint to resume from.`;
  return `${used}; go on by: tolaria train ... --resume ${directory}`;
}

/** Runs a command to its end. Passes signals on. */
async function runOnce(
  command: readonly string[],
): Promise<{ readonly end: AttemptEnd; readonly asked: NodeJS.Signals | undefined }> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-run-"));
  const path = join(folder, "end");
  let asked: NodeJS.Signals | undefined;
  const [program, ...args] = command;
  const child = spawn(program as string, args, {
    // Of its own group: a terminal sends Ctrl-C to a whole group, and it is passed on once.
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, [RUN_END]: path },
  });
  const listeners = PASSED_ON.map((name) => {
    const listener = () => {
      asked = name;
      signal(child.pid ?? 0, name);
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  try {
    const { code, signal: killedBy } = await endOf(child, program as string);
    return { end: { code, signal: killedBy, ended: readRunEnd(path) }, asked };
  } finally {
    for (const stop of listeners) stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function endOf(
  child: ReturnType<typeof spawn>,
  program: string,
): Promise<Pick<AttemptEnd, "code" | "signal">> {
  return new Promise((resolve, reject) => {
    child.on("error", (cause) =>
      reject(
        new TolariaError(
          "options/invalid",
          `"${program}" could not be started: ${cause.message}. Is it installed? Cannot train.`,
          { cause },
        ),
      ),
    );
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
