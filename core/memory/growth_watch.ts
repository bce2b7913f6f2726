import type { TensorUsage, UnexplainedGrowth } from "../ports/reports/memory_report.ts";

/** Steps of which the least is taken: what comes and goes within them is no growth. */
const WINDOW = 50;

/** Windows in a row, each above the one before, that are a growth. */
const WINDOWS = 3;

/** Finds what grows and does not shrink again, in what no owner explains. */
export class GrowthWatch {
  #steps = 0;
  #least: TensorUsage | undefined;
  #before: TensorUsage | undefined;
  #start: TensorUsage | undefined;
  #growing = 0;

  /**
   * Adds a step.
   *
   * @returns The growth at the end of a window in which it goes on, `none` at the end of one in which there is none.
   */
  observe(unexplained: TensorUsage): UnexplainedGrowth | "none" | undefined {
    this.#least = this.#least ? leastOf(this.#least, unexplained) : unexplained;
    this.#steps += 1;
    if (this.#steps % WINDOW !== 0) return undefined;
    const [before, now] = [this.#before, this.#least];
    this.#before = now;
    this.#least = undefined;
    if (!before || !(now.tensors > before.tensors || now.bytes > before.bytes)) {
      this.#growing = 0;
      this.#start = now;
      return "none";
    }
    this.#growing += 1;
    if (this.#growing < WINDOWS) return undefined;
    const { tensors, bytes } = this.#start as TensorUsage;
    return {
      steps: this.#growing * WINDOW,
      grown: { tensors: now.tensors - tensors, bytes: now.bytes - bytes },
    };
  }
}

function leastOf(a: TensorUsage, b: TensorUsage): TensorUsage {
  return { tensors: Math.min(a.tensors, b.tensors), bytes: Math.min(a.bytes, b.bytes) };
}
