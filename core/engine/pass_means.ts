import { TolariaError } from "../errors/mod.ts";
import type { Measure } from "../ports/objective.ts";
import type { PassReport } from "../report.ts";

/** Sums of loss and measures, and the examples behind each. */
export interface PassSums {
  readonly sums: readonly number[];
  readonly examples: readonly number[];
}

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

  /** What the means are made of. */
  state(): PassSums {
    return { sums: [...this.#sums], examples: [...this.#examples] };
  }

  /** Puts them back to `state`. @throws {TolariaError} `state/invalid` where other things were measured. */
  restore({ sums, examples }: PassSums): void {
    for (const { length } of [sums, examples]) {
      if (length === this.#sums.length) continue;
      throw new TolariaError(
        "state/invalid",
        `Cannot restore the means of the epoch as there must be ${this.#sums.length} numbers: the state has ${length}`,
      );
    }
    this.#sums.set(sums);
    this.#examples.set(examples);
  }
}

/** Measures by name, in the objective's order. */
export function namedMeasures(
  measures: readonly Measure[],
  valueAt: (index: number) => number,
): Record<string, number> {
  return Object.fromEntries(measures.map(({ name }, index) => [name, valueAt(index)]));
}
