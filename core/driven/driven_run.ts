import { tf } from "../../deps.ts";
import type { DrivenFeeder } from "../data/driven_feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Intents, StopReason } from "../events/intents.ts";
import type { RunEventStream } from "../events/run_event_stream.ts";
import type { TakenStep } from "../events/run_part.ts";
import { readsLate } from "../late_reads/fetch_values.ts";
import type { Dataset } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import type { RollbackOutcome } from "../ports/recovery.ts";
import type { EpochReport, RunReport, StepReport } from "../ports/reports/run_report.ts";
import { type DrivenBatch, type DrivenValues, fetchGiven, Intake } from "./intake.ts";

/** What a step of a driven run did. */
export interface DrivenStep extends StepReport {
  /** Examples behind it. */
  readonly examples: number;
  /** Whether the weights moved; false if loss or gradient was not finite. */
  readonly applied: boolean;
  /**
   * The last rollback since the step before: training stands at its `step`, with the state of that time, and goes on
   * with new batches. Undefined if there was none.
   */
  readonly wentBack?: RollbackOutcome;
}

/** What a driven run works with. */
export interface DrivenRunParts {
  readonly feeder: DrivenFeeder;
  /** Declares the columns. */
  readonly dataset: Dataset;
  /** Interrupts the run. */
  readonly signal: AbortSignal | undefined;
  readonly host: Host;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
  readonly intents: Intents;
  readonly events: RunEventStream;
  /** A step as observers see it. */
  readonly report: (step: TakenStep) => StepReport;
  /** Runs the loop; settles with the run. */
  readonly run: () => Promise<RunReport>;
}

/**
 * A run whose steps are taken one by one, made by `trainer.begin()`. Each is an ordinary step of the loop, with the
 * same guards, rollbacks, emergencies, observers and spans.
 *
 * One call at a time: await each before the next. `await using` ends the run if {@link end} was not called.
 */
export class DrivenRun implements AsyncDisposable {
  /** The network. */
  readonly host: Host;
  readonly #parts: DrivenRunParts;
  readonly #intake: Intake;
  readonly #done: Promise<void>;
  readonly #unsubscribe: readonly (() => void)[];
  #report: RunReport | undefined;
  #error: unknown;
  #over = false;
  /** Whether the run is to end after the next step. */
  #interrupted = false;
  /** Settles the call in progress. */
  #settle: (() => void) | undefined;
  #taken: Omit<DrivenStep, "wentBack"> | undefined;
  #wentBack: RollbackOutcome | undefined;
  #epoch: EpochReport | undefined;

  /** Begins the run; made by `trainer.begin()`. */
  constructor(parts: DrivenRunParts) {
    const { events, feeder, host, report, run, signal } = parts;
    this.#parts = parts;
    this.host = host;
    this.#intake = new Intake(parts.dataset);
    feeder.listener = {
      onStep: (step) => {
        const { examples, applied } = step;
        this.#taken = { ...report(step), examples, applied };
        if (this.#interrupted) this.#stop("interrupted");
      },
      onWaiting: () => this.#settle?.(),
    };
    const interrupt = () => this.#interrupt();
    signal?.addEventListener("abort", interrupt);
    this.#unsubscribe = [
      () => signal?.removeEventListener("abort", interrupt),
      events.on("rollback/done", ({ outcome }) => {
        this.#wentBack = outcome;
      }),
      events.on("epoch/ended", ({ report: epoch }) => {
        this.#epoch = epoch;
      }),
    ];
    this.#done = run().then(
      (ended) => this.#finish(ended, ended.error),
      (error) => this.#finish(undefined, error),
    );
  }

  /** Updates done, those of earlier runs of the trainer included. */
  get steps(): number {
    return this.#parts.progress.step;
  }

  /** Epochs completed, likewise. */
  get epochs(): number {
    return this.#parts.progress.epoch;
  }

  /** Whether the run is over: it was ended or told to stop, it failed, or an emergency halted it. */
  get over(): boolean {
    return this.#over;
  }

  /** Waits until the run takes steps, or is over. @throws What kept it from that. */
  async begun(): Promise<this> {
    await this.#turn(() => {});
    if (this.#parts.signal?.aborted) await this.#turn(() => this.#stop("interrupted"));
    if (this.#error !== undefined) throw this.#error;
    return this;
  }

  /**
   * Takes a step on a batch.
   *
   * Values must not change before it is over; tensors stay the caller's to dispose.
   *
   * @throws {TolariaError} `data/invalid` if the batch does not fit the declared columns, before anything has changed;
   * `trainer/running` during another call; `run/over` if the run is over. An error of the step itself ends the run.
   */
  async step(batch: DrivenBatch): Promise<DrivenStep> {
    this.#checkFree("take a step");
    if (readsLate()) await fetchGiven(batch);
    const made = this.#intake.batch(batch);
    this.#taken = undefined;
    await this.#turn(() => this.#parts.feeder.hand(made));
    const taken = this.#taken as Omit<DrivenStep, "wentBack"> | undefined;
    if (this.#error !== undefined) throw this.#error;
    if (!taken) throw this.#overError("take a step");
    const wentBack = this.#wentBack;
    this.#wentBack = undefined;
    return { ...taken, ...(wentBack && { wentBack }) };
  }

  /**
   * Ends an epoch: validation, best epoch, boundary, checkpoint.
   *
   * @returns The epoch; `undefined` if training went back instead, as the next step's `wentBack` says.
   * @throws {TolariaError} `run/empty-epoch` if no step was taken in it; `trainer/running`, `run/over` as {@link step} does.
   */
  async endEpoch(): Promise<EpochReport | undefined> {
    this.#checkFree("end the epoch");
    const { feeder } = this.#parts;
    if (feeder.position === 0) {
      throw new TolariaError(
        "run/empty-epoch",
        `No step was taken in epoch ${this.epochs + 1}: take one first. Cannot end the epoch.`,
      );
    }
    this.#epoch = undefined;
    await this.#turn(() => (this.#interrupted ? this.#stop("interrupted") : feeder.endEpoch()));
    const ended = this.#epoch as EpochReport | undefined;
    if (this.#error !== undefined) throw this.#error;
    if (!ended && this.#over) throw this.#overError("end the epoch");
    return ended;
  }

  /**
   * Returns the outputs of the network for `inputs`, as it is now and without dropout. The caller disposes them.
   *
   * @throws {TolariaError} `data/invalid` if they do not fit the declared inputs, `trainer/running` during a step.
   */
  predict(inputs: readonly DrivenValues[]): tf.Tensor[] {
    this.#checkIdle("predict");
    return tf.tidy(() => [...this.host.forward(this.#intake.inputs(inputs), false)]);
  }

  /**
   * Ends the run, after the epoch in progress if a step was taken in it. Later calls return the same report.
   *
   * @returns What the run did; also if it was over, because it failed or was told to stop.
   * @throws What the run fails with meanwhile.
   */
  async end(): Promise<RunReport> {
    this.#checkIdle("end the run");
    const { feeder } = this.#parts;
    const wasOver = this.#over;
    if (feeder.position > 0 && !this.#interrupted) await this.#turn(() => feeder.endEpoch());
    await this.#turn(() => this.#stop(this.#interrupted ? "interrupted" : "ended"));
    if (!this.#report || (!wasOver && this.#error !== undefined)) throw this.#error;
    return this.#report;
  }

  /** Ends the run as interrupted, unless it is over. */
  async dispose(): Promise<void> {
    if (!this.#over) this.#stop("interrupted");
    await this.#done;
  }

  /** The same as {@link dispose}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #stop(reason: StopReason): void {
    this.#parts.intents.stopRun(reason);
  }

  /**
   * Ends the run after a step, the one in progress or the next one: in between, the driver may be half-way to its next
   * batch, and a checkpoint of that cannot be gone on from to the same bits.
   */
  #interrupt(): void {
    if (this.#settle) this.#stop("interrupted");
    else this.#interrupted = true;
  }

  /** Has the loop go on, until it waits for its driver or the run is over. */
  async #turn(begin: () => void): Promise<void> {
    if (this.#over) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settle = resolve;
    begin();
    await promise;
    this.#settle = undefined;
  }

  #finish(report: RunReport | undefined, error: unknown): void {
    const { feeder } = this.#parts;
    this.#report = report;
    this.#error = error;
    this.#over = true;
    for (const stop of this.#unsubscribe) stop();
    feeder.listener = undefined;
    feeder.dispose();
    this.#settle?.();
  }

  #checkIdle(action: string): void {
    if (!this.#settle) return;
    throw new TolariaError(
      "trainer/running",
      `Another call of the run is in progress: await it first. Cannot ${action}.`,
    );
  }

  #checkFree(action: string): void {
    this.#checkIdle(action);
    if (this.#over) throw this.#overError(action);
  }

  #overError(action: string): TolariaError {
    const reason = this.#report?.endReason ?? "failed";
    return new TolariaError(
      "run/over",
      `The run is over after step ${this.steps} (${reason}): begin another. Cannot ${action}.`,
      { cause: this.#error },
    );
  }
}
