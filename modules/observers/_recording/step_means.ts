import type { StepNumbers } from "./step_buffer.ts";
import { stepRows } from "./step_rows.ts";

/** The mean of some consecutive steps. */
export interface MeanPoint {
  /** When its last step ended, ms since the start of the run. */
  readonly at: number;
  /** Its last step. */
  readonly step: number;
  /** Loss, then what a step has besides. */
  readonly values: readonly (readonly [name: string, value: number])[];
}

/** Points after which a point stands for twice as many steps. */
const DOUBLE_AFTER = 4_096;

/**
 * Means of consecutive steps, for a destination to which a point can only be added: each is of `every` steps, and of
 * twice as many after every 4,096 points, so that points grow with the logarithm of the steps.
 */
export class StepMeans {
  #every: number;
  #sums: number[] = [];
  #count = 0;
  #points = 0;

  constructor(every: number) {
    this.#every = every;
  }

  /** Adds steps. Returns the points that they finish. */
  *add(numbers: StepNumbers): Iterable<MeanPoint> {
    const names = ["loss", ...numbers.names];
    for (const { step, at_ms: at, loss, values } of stepRows(numbers)) {
      const all = [loss, ...values];
      this.#sums = all.map((value, index) => value + (this.#sums[index] ?? 0));
      this.#count += 1;
      if (this.#count < this.#every) continue;
      const means = this.#sums.map(
        (sum, index) => [names[index] ?? "", sum / this.#count] as const,
      );
      yield { at, step, values: means };
      this.#sums = [];
      this.#count = 0;
      this.#points += 1;
      if (this.#points % DOUBLE_AFTER === 0) this.#every *= 2;
    }
  }
}
