import { clearTimeout, setTimeout } from "node:timers";
import type { StepReport } from "../../../core/mod.ts";
import { machineClock, SupervisedWorker, settlesWithin } from "../../../core/runtime/mod.ts";
import { StepBuffer, type StepNumbers } from "./step_buffer.ts";

/** What a worker answers: that everything is written, or what went wrong. */
export type FromRecorder = { readonly done: true } | { readonly failed: string };

/** What the loop's thread sends: rows of numbers are handed over, and an end is answered. */
export type RecordingMessage =
  | StepNumbers
  | { readonly end: unknown }
  | Readonly<Record<string, unknown>>;

/** How a worker that records is started. */
export interface RecordingSpec<Other> {
  /** The worker's main file, which calls {@link serveRecorder}. */
  readonly main: URL;
  /** How long the end of a run waits until everything is written, ms. @default 5,000 */
  readonly endMs?: number;
  /** Receives what the worker sends besides. */
  readonly onMessage?: (message: Other) => void;
}

/** How long messages wait for others, ms: a worker that is woken takes the core of the loop on a busy machine. */
const SEND_MS = 500;

/** Steps from this time on have few messages, and give timers few turns: then nothing waits, ms. */
const SLOW_STEP_MS = 100;

/** Messages that wait at most, should the loop give timers no turn. */
const MOST_WAITING = 256;

/** How long the end of a run waits until everything is written, ms. */
const END_MS = 5_000;

/** The worker that writes down one run, so that a slow disk does not hold up the loop. */
export class RecordingWorker<Task, Message extends RecordingMessage, Other extends object> {
  readonly #worker: SupervisedWorker<Task, readonly Message[], FromRecorder | Other>;
  readonly #endMs: number;
  readonly #steps = new StepBuffer();
  #waiting: Message[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sentMs: number = machineClock.monotonicMs();
  #isSlow = false;
  /** Settles when the worker is ready, or cannot be. */
  readonly #started: Promise<void>;
  readonly #done = Promise.withResolvers<void>();
  /** Whether everything was written in time; undefined until somebody asks. */
  #settling: Promise<boolean> | undefined;
  #ended = false;
  #fault: string | undefined;

  constructor({ main, endMs = END_MS, onMessage }: RecordingSpec<Other>, task: Task) {
    this.#endMs = endMs;
    this.#worker = new SupervisedWorker<Task, readonly Message[], FromRecorder | Other>(
      {
        main,
        task: () => task,
        keepsProcess: false,
      },
      {
        onMessage: (message) => {
          if ("failed" in message) this.#fail(message.failed);
          else if ("done" in message) {
            this.#done.resolve();
            // A trainer may have many runs.
            void this.#worker.end();
          } else onMessage?.(message);
        },
        onDeath: (reason) => this.#fail(reason),
      },
    );
    this.#started = this.#worker.start().then(
      () => {},
      (error) => this.#fail(String(error?.message ?? error)),
    );
  }

  /** Adds a step. @throws {Error} If the run cannot be recorded. */
  step(report: StepReport, atMs: number): void {
    this.#isSlow = report.stepMs >= SLOW_STEP_MS;
    if (this.#steps.add(report, atMs)) this.#queueSteps();
    this.#schedule();
  }

  /** Adds a message, after the steps before it. @throws {Error} If the run cannot be recorded. */
  send(message: Message): void {
    this.#queueSteps();
    this.#waiting.push(message);
    if ("end" in message) {
      this.#ended = true;
      this.#post();
    }
    this.#schedule();
  }

  /** Waits until a run that has ended is written. @throws {Error} If it cannot be, or not in time. */
  async settle(): Promise<void> {
    if (!this.#ended) return;
    // A machine that is busy starts a worker late.
    this.#settling ??= this.#started.then(() => settlesWithin(this.#done.promise, this.#endMs));
    const inTime = await this.#settling;
    if (this.#fault !== undefined) throw new Error(this.#fault);
    if (inTime) return;
    throw new Error(`the end of the run was not written within ${this.#endMs / 1000} s`);
  }

  async dispose(): Promise<void> {
    // What goes wrong was reported at the end of the run.
    await this.settle().catch(() => {});
    clearTimeout(this.#timer);
    await this.#worker.end();
  }

  #queueSteps(): void {
    const steps = this.#steps.take();
    if (steps) this.#waiting.push(steps as Message & StepNumbers);
  }

  /** Posts what waits: soon, or at once if it is much, or if a timer might have to wait for the loop. */
  #schedule(): void {
    if (this.#fault !== undefined) throw new Error(`the run cannot be recorded: ${this.#fault}`);
    const isDue = this.#isSlow || machineClock.monotonicMs() - this.#sentMs >= SEND_MS;
    if (isDue || this.#waiting.length >= MOST_WAITING) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), SEND_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queueSteps();
    this.#post();
  }

  /** Posts even before the worker is ready: this thread may not hear of that for the length of a step. */
  #post(): void {
    this.#sentMs = machineClock.monotonicMs();
    if (this.#fault !== undefined || this.#waiting.length === 0) return;
    const buffers = this.#waiting.flatMap((message) =>
      "steps" in message ? [(message as StepNumbers).steps.buffer as ArrayBuffer] : [],
    );
    this.#worker.postEarly(this.#waiting, buffers);
    this.#waiting = [];
  }

  #fail(reason: string): void {
    this.#fault ??= reason;
    this.#waiting = [];
    this.#done.resolve();
  }
}
