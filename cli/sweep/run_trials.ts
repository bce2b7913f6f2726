import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { machineClock, TolariaError, unknownName } from "../../core/mod.ts";
import { CheckpointDirectory, type RunRecord } from "../../modules/mod.ts";
import { survivorCount } from "./halving.ts";
import { metricText, optionsText, rankTrials, sortMetric } from "./results.ts";
import { type Sweep, type Trial, writeSweep } from "./sweep_file.ts";
import {
  adoptTraining,
  findTrialRun,
  startTraining,
  type TrialEnd,
  type TrialProcess,
} from "./trial_process.ts";

/** Trains the trials of a sweep, each in a process of its own, and keeps `sweep.json` up to date. */
export class TrialRunner {
  readonly #folder: string;
  readonly #say: (text: string) => void;
  readonly #processes = new Set<TrialProcess>();
  #sweep: Sweep;
  #stopped = false;
  #failure: unknown;

  /**
   * @param folder Folder of the sweep.
   * @param say Is given a line for each trial that ends.
   */
  constructor(folder: string, sweep: Sweep, say: (text: string) => void) {
    this.#folder = folder;
    this.#sweep = sweep;
    this.#say = say;
    writeSweep(folder, sweep);
  }

  /** The sweep as it stands. */
  get sweep(): Sweep {
    return this.#sweep;
  }

  /** Passes a signal on to every process, and starts no other one. */
  kill(signal: NodeJS.Signals): void {
    this.#stopped = true;
    for (const child of this.#processes) child.kill(signal);
  }

  /**
   * Trains all that is left to train, `jobs` trials at a time; rung by rung in a sweep with halving.
   *
   * @throws {TolariaError} `options/invalid` if the trials do not measure the metric that they are to be sorted by.
   */
  async run(jobs: number): Promise<void> {
    do {
      await this.#trainRung(jobs);
      if (this.#failure !== undefined) throw this.#failure;
    } while (!this.#stopped && this.#beginNextRung());
  }

  async #trainRung(jobs: number): Promise<void> {
    const left = this.#sweep.trials.filter(({ status }) => status === "running");
    left.push(...this.#sweep.trials.filter(({ status }) => status === "pending"));
    const trainNext = async () => {
      for (let trial = left.shift(); trial && !this.#stopped; trial = left.shift()) {
        await this.#train(trial);
      }
    };
    await Promise.all(Array.from({ length: jobs }, trainNext));
  }

  async #train(trial: Trial): Promise<void> {
    const { runs } = this.#sweep;
    // A sweep that was killed may have missed the end of this one, or left its process behind.
    const left = trial.status === "running" ? adoptTraining(trial) : undefined;
    const missed = trial.status === "running" && !left ? findTrialRun(runs, trial) : undefined;
    if (missed && this.#reached(missed)) return this.#end(trial, missed);
    const startedMs = trial.started_ms ?? 0;
    const begun = left ? { process: left, startedMs } : this.#start(trial);
    const running: Trial = {
      ...trial,
      status: "running",
      process: begun.process.identity,
      started_ms: begun.startedMs,
    };
    this.#update(running);
    this.#processes.add(begun.process);
    const end = await begun.process.ended;
    this.#processes.delete(begun.process);
    this.#settle(running, end);
  }

  #start(trial: Trial) {
    const startedMs = machineClock.wallMs();
    return { process: startTraining(this.#arguments(trial)), startedMs };
  }

  #arguments({ number, options }: Trial): readonly string[] {
    const { job, runs, epochs, backend, halving } = this.#sweep;
    const args = [job, "--quiet", "--runs", runs];
    for (const [name, value] of Object.entries(options)) args.push("--set", `${name}=${value}`);
    if (epochs !== undefined) args.push("--epochs", String(epochs));
    if (backend !== undefined) args.push("--backend", backend);
    if (!halving) return args;
    const last = halving.rung === halving.rungs.length - 1;
    if (!last) args.push("--until", String(halving.rungs[halving.rung]));
    const checkpoints = this.#checkpoints(number);
    const resumes = existsSync(checkpoints) && new CheckpointDirectory(checkpoints).list().length;
    return [...args, resumes ? "--resume" : "--checkpoints", checkpoints];
  }

  /** What became of a trial whose process has ended. */
  #settle(trial: Trial, { code, lastLine }: TrialEnd): void {
    const record = findTrialRun(this.#sweep.runs, trial);
    if (record && this.#reached(record)) return this.#end(trial, record);
    const epoch = record?.epoch ?? trial.epoch;
    const place = { epoch, ...(record && { run: record.id }) };
    if (this.#stopped) return this.#update({ ...trial, ...place, status: "pending" });
    const fault = lastLine || (record ? `the run is ${record.status}` : `exit code ${code}`);
    this.#update({ ...trial, ...place, status: "failed", fault });
    this.#say(`${this.#title(trial)}: failed: ${fault}`);
  }

  /** Whether a run got as far as the rung asks, or ended by itself before. */
  #reached({ status, epoch }: RunRecord): boolean {
    const { halving } = this.#sweep;
    if (status === "completed" || status === "early-stopped") return true;
    const target = halving?.rungs[halving.rung] ?? Number.POSITIVE_INFINITY;
    return status === "interrupted" && epoch >= target;
  }

  #end(trial: Trial, record: RunRecord): void {
    const ended: Trial = {
      ...trial,
      status: "trained",
      epoch: record.epoch,
      run: record.id,
      ended: record.status !== "interrupted",
      metrics: record.best ?? record.last ?? {},
      monitor: String(record.config.monitor ?? "val_loss"),
    };
    this.#update(ended);
    if (ended.ended) this.#removeCheckpoints(ended);
    const metric = sortMetric(this.#sweep) as string;
    const known = Object.keys(ended.metrics ?? {});
    if (!known.includes(metric)) return this.#failOver(metric, known);
    this.#say(
      `${this.#title(trial)}: ${metric} ${metricText(ended, metric)} after epoch ${record.epoch}`,
    );
  }

  #failOver(metric: string, known: readonly string[]): void {
    const fault = `${unknownName("metric", metric, known)}. Cannot sort by it: resume with another "--sort".`;
    this.#failure ??= new TolariaError("options/invalid", fault);
    this.kill("SIGTERM");
  }

  /**
   * Drops the worse trials, and goes over to the next rung.
   *
   * @returns Whether there is anything left to train.
   */
  #beginNextRung(): boolean {
    const { halving, trials } = this.#sweep;
    if (!halving || halving.rung === halving.rungs.length - 1) return false;
    const ranked = rankTrials(
      trials.filter(({ status }) => status === "trained"),
      sortMetric(this.#sweep),
    );
    const kept = new Set(
      ranked.slice(0, survivorCount(ranked.length, halving.factor)).map(({ number }) => number),
    );
    const dropped = ranked.filter(({ number }) => !kept.has(number));
    this.#sweep = {
      ...this.#sweep,
      halving: { ...halving, rung: halving.rung + 1 },
      trials: trials.map((trial) => {
        if (trial.status !== "trained") return trial;
        if (!kept.has(trial.number)) return { ...trial, status: "dropped" };
        return trial.ended ? trial : { ...trial, status: "pending" };
      }),
    };
    writeSweep(this.#folder, this.#sweep);
    for (const trial of dropped) this.#removeCheckpoints(trial);
    this.#say(
      `after epoch ${halving.rungs[halving.rung]}: ${kept.size} of ${ranked.length} trials go on`,
    );
    return kept.size > 0;
  }

  #update(trial: Trial): void {
    const trials = this.#sweep.trials.map((old) => (old.number === trial.number ? trial : old));
    this.#sweep = { ...this.#sweep, trials };
    writeSweep(this.#folder, this.#sweep);
  }

  #checkpoints(number: number): string {
    return join(this.#folder, "checkpoints", String(number));
  }

  #removeCheckpoints({ number }: Trial): void {
    rmSync(this.#checkpoints(number), { recursive: true, force: true });
  }

  #title({ number, options }: Trial): string {
    return `trial ${number}/${this.#sweep.trials.length} ${optionsText(options)}`;
  }
}
