import type { TakenStep } from "../events/run_part.ts";

/** Standard errors by which a difference must be larger than 0 to be one. */
const SURE = 2;

/** The training losses of a branch, by which it is judged. */
export class MeanLoss {
  #losses: number[] = [];
  #sum = 0;
  #examples = 0;

  /** Adds a step. One that was skipped counts, too. */
  add({ metrics, examples }: Pick<TakenStep, "metrics" | "examples">): void {
    const loss = metrics[0] as number;
    this.#losses.push(loss);
    this.#sum += loss * examples;
    this.#examples += examples;
  }

  /** Mean over the examples so far; NaN without any. */
  get mean(): number {
    return this.#sum / this.#examples;
  }

  /** Loss of each step so far. */
  get losses(): readonly number[] {
    return this.#losses;
  }

  /** Begins another branch. */
  reset(): void {
    this.#losses = [];
    this.#sum = 0;
    this.#examples = 0;
  }
}

/**
 * By how much of `without` the losses of steps on the same batches are surely lower: the mean of their differences less two
 * standard errors; NaN for less than two steps.
 */
export function sureGainOf(without: readonly number[], withSeed: readonly number[]): number {
  const differences = withSeed.map((loss, at) => (without[at] as number) - loss);
  const count = differences.length;
  const mean = differences.reduce((sum, one) => sum + one, 0) / count;
  const squares = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const error = Math.sqrt(squares / (count - 1) / count);
  const whole = without.slice(0, count).reduce((sum, loss) => sum + loss, 0) / count;
  return (mean - SURE * error) / Math.abs(whole);
}
