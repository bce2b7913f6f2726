import { TolariaError } from "../errors/mod.ts";

/** What the guard says of a step. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * Keeps a step whose loss or gradient is not finite away from the weights, and ends the run after too many
 * such steps in a row.
 */
export class NonFiniteGuard {
  readonly #limit: number;
  #inARow = 0;

  /** @param limit Steps in a row that may be skipped. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Steps in a row that were skipped. */
  get inARow(): number {
    return this.#inARow;
  }

  /** Counts from so many on. */
  restore(inARow: number): void {
    this.#inARow = inARow;
  }

  /**
   * Whether the step may touch the weights.
   *
   * @throws {TolariaError} `training/diverged` on the step that exceeds the limit.
   */
  check(loss: number, gradientNorm: number, step: number): Verdict {
    if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
      this.#inARow = 0;
      return { ok: true };
    }
    this.#inARow += 1;
    const found = `loss is ${loss} and gradient norm is ${gradientNorm} at step ${step}`;
    if (this.#inARow <= this.#limit) {
      return {
        ok: false,
        message: `${found}: step skipped, weights unchanged (${this.#inARow} in a row, limit ${this.#limit})`,
      };
    }
    throw new TolariaError(
      "training/diverged",
      `${this.#inARow} consecutive steps were not finite: ${found}. Lower the learning rate, set "clipNorm", or look for bad values in the data. Cannot continue training.`,
    );
  }
}
