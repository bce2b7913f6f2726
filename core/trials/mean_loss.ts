import type { TakenStep } from "../events/run_part.ts";

/** The mean training loss of a branch, by which it is judged. */
export class MeanLoss {
  #sum = 0;
  #examples = 0;

  /** Adds a step. One that was skipped counts, too. */
  add({ metrics, examples }: Pick<TakenStep, "metrics" | "examples">): void {
    this.#sum += (metrics[0] as number) * examples;
    this.#examples += examples;
  }

  /** Mean over the examples so far; NaN without any. */
  get mean(): number {
    return this.#sum / this.#examples;
  }

  /** Begins another branch. */
  reset(): void {
    this.#sum = 0;
    this.#examples = 0;
  }
}
