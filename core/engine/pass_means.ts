import type { Measure } from "../ports/objective.ts";
import type { PassReport } from "../report.ts";

/** Means of loss and measures over the examples of a pass. */
export class PassMeans {
  readonly #measures: readonly Measure[];
  readonly #sums: Float64Array;
  #examples = 0;

  /** @param measures What follows the loss. */
  constructor(measures: readonly Measure[]) {
    this.#measures = measures;
    this.#sums = new Float64Array(1 + measures.length);
  }

  /** Adds the means of a batch of `examples`: its loss, then each measure. */
  add(means: ArrayLike<number>, examples: number): void {
    for (let i = 0; i < this.#sums.length; i++) {
      this.#sums[i] = (this.#sums[i] as number) + (means[i] as number) * examples;
    }
    this.#examples += examples;
  }

  /** Means so far; NaN before the first batch. */
  report(): PassReport {
    const mean = (index: number) => (this.#sums[index] as number) / this.#examples;
    return { loss: mean(0), metrics: namedMeasures(this.#measures, (index) => mean(index + 1)) };
  }
}

/** Measures by name, in the objective's order. */
export function namedMeasures(
  measures: readonly Measure[],
  valueAt: (index: number) => number,
): Record<string, number> {
  return Object.fromEntries(measures.map(({ name }, index) => [name, valueAt(index)]));
}
