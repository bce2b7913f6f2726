import { TolariaError } from "../errors/mod.ts";
import type { MetricSpec } from "../ports/objective.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";

/** Sums of loss and metrics, and the examples behind each. */
export interface PassSums {
  readonly sums: readonly number[];
  readonly examples: readonly number[];
}

/** Means of loss and metrics over the examples of a pass. */
export class PassMetrics {
  readonly #specs: readonly MetricSpec[];
  readonly #sums: Float64Array;
  readonly #examples: Float64Array;

  /** @param specs What follows the loss. */
  constructor(specs: readonly MetricSpec[]) {
    this.#specs = specs;
    this.#sums = new Float64Array(1 + specs.length);
    this.#examples = new Float64Array(1 + specs.length);
  }

  /**
   * Adds the metrics of a batch of `examples`: its loss, then each metric.
   *
   * @param leftOut Tasks that were left out of the batch: what is measured of them is not counted.
   */
  add(metrics: ArrayLike<number>, examples: number, leftOut: readonly string[] = []): void {
    for (let i = 0; i < this.#sums.length; i++) {
      const task = this.#specs[i - 1]?.task;
      if (task !== undefined && leftOut.includes(task)) continue;
      this.#sums[i] = (this.#sums[i] as number) + (metrics[i] as number) * examples;
      this.#examples[i] = (this.#examples[i] as number) + examples;
    }
  }

  /** Means so far; NaN before the first batch. */
  report(): PassReport {
    const mean = (index: number) =>
      (this.#sums[index] as number) / (this.#examples[index] as number);
    return { loss: mean(0), metrics: namedMetrics(this.#specs, (index) => mean(index + 1)) };
  }

  /** What the metrics are made of. */
  state(): PassSums {
    return { sums: [...this.#sums], examples: [...this.#examples] };
  }

  /** Puts them back to `state`. @throws {TolariaError} `state/invalid` where other things were measured. */
  restore({ sums, examples }: PassSums): void {
    for (const { length } of [sums, examples]) {
      if (length === this.#sums.length) continue;
      throw new TolariaError(
        "state/invalid",
        `The metrics of the epoch must have ${this.#sums.length} numbers, but have ${length}. Cannot restore them.`,
      );
    }
    this.#sums.set(sums);
    this.#examples.set(examples);
  }
}

/** Measures by name, in the objective's order. */
export function namedMetrics(
  specs: readonly MetricSpec[],
  valueAt: (index: number) => number,
): Record<string, number> {
  return Object.fromEntries(specs.map(({ name }, index) => [name, valueAt(index)]));
}
