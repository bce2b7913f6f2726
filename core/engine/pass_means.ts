import type { Measure } from "../ports/objective.ts";
import type { PassReport } from "../report.ts";

/** Means of loss and measures over the examples of a pass. */
export class PassMeans {
  readonly #measures: readonly Measure[];
  readonly #sums: Float64Array;
  readonly #examples: Float64Array;

  /** @param measures What follows the loss. */
  constructor(measures: readonly Measure[]) {
    this.#measures = measures;
    this.#sums = new Float64Array(1 + measures.length);
    this.#examples = new Float64Array(1 + measures.length);
  }

  /**
   * Adds the means of a batch of `examples`: its loss, then each measure.
   *
   * @param leftOut Tasks that were left out of the batch: what is measured of them is not counted.
   */
  add(means: ArrayLike<number>, examples: number, leftOut: readonly string[] = []): void {
    for (let i = 0; i < this.#sums.length; i++) {
      const task = this.#measures[i - 1]?.task;
      if (task !== undefined && leftOut.includes(task)) continue;
      this.#sums[i] = (this.#sums[i] as number) + (means[i] as number) * examples;
      this.#examples[i] = (this.#examples[i] as number) + examples;
    }
  }

  /** Means so far; NaN before the first batch. */
  report(): PassReport {
    const mean = (index: number) =>
      (this.#sums[index] as number) / (this.#examples[index] as number);
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
