import type { StepReport } from "../../../core/mod.ts";
import { type RecordingMessage, type RecordingSpec, RecordingWorker } from "./recording_worker.ts";

/** The workers of a trainer's runs, of which the last one is written to. */
export class RecordingWorkers<
  Task,
  Message extends RecordingMessage,
  Other extends object = never,
> {
  readonly #spec: RecordingSpec<Other>;
  #all: readonly RecordingWorker<Task, Message, Other>[] = [];

  constructor(spec: RecordingSpec<Other>) {
    this.#spec = spec;
  }

  /** Starts the worker of a run. */
  start(task: Task): void {
    this.#all = [...this.#all, new RecordingWorker<Task, Message, Other>(this.#spec, task)];
  }

  /** Adds a step: its numbers are sent with those of others. @throws {Error} If the run cannot be recorded. */
  step(report: StepReport, atMs: number): void {
    this.#all.at(-1)?.step(report, atMs);
  }

  /** Sends a message, soon and with others. @throws {Error} If the run cannot be recorded. */
  send(message: Message): void {
    this.#all.at(-1)?.send(message);
  }

  /** Waits, for a bounded time, until the last run is written. @throws {Error} If it cannot be, or not in time. */
  async settle(): Promise<void> {
    await this.#all.at(-1)?.settle();
  }

  /** Waits, for a bounded time, until every run is written, and ends the workers. */
  async dispose(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.dispose()));
  }
}
