import type { StepReport } from "../../../core/mod.ts";

/** What a step has besides its loss and its metrics. */
const NUMBERS = ["gradient_norm", "learning_rate", "step_ms"] as const;

/** Rows that are held at most until they are sent. */
const MOST_ROWS = 1_024;

/** Numbers of steps: for each its number, epoch, time, loss, and a value for each name. */
export interface StepNumbers {
  readonly names: readonly string[];
  readonly steps: Float64Array;
}

/** Holds the numbers of steps until they are sent, without an object for each. */
export class StepBuffer {
  #names: readonly string[] = [];
  #metrics: readonly string[] = [];
  #numbers = new Float64Array(0);
  #used = 0;

  /** Adds a step. Returns whether the buffer is full. */
  add(report: StepReport, atMs: number): boolean {
    if (this.#numbers.length === 0) this.#open(report);
    // One by one, so that nothing is allocated in a step.
    const numbers = this.#numbers;
    let at = this.#used;
    numbers[at++] = report.step;
    numbers[at++] = report.epoch;
    numbers[at++] = atMs;
    numbers[at++] = report.loss;
    numbers[at++] = report.gradientNorm;
    numbers[at++] = report.learningRate;
    numbers[at++] = report.stepMs;
    for (const name of this.#metrics) numbers[at++] = report.metrics[name] ?? Number.NaN;
    this.#used = at;
    return at === numbers.length;
  }

  /** Takes what is held; undefined if that is nothing. */
  take(): StepNumbers | undefined {
    if (this.#used === 0) return undefined;
    const steps = this.#numbers.slice(0, this.#used);
    this.#used = 0;
    return { names: this.#names, steps };
  }

  #open({ metrics }: StepReport): void {
    this.#metrics = Object.keys(metrics);
    this.#names = [...NUMBERS, ...this.#metrics];
    this.#numbers = new Float64Array(MOST_ROWS * (4 + this.#names.length));
  }
}
