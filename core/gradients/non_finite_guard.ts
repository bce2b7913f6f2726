import { TolariaError } from "../errors/mod.ts";

/** The guard's result for a step. */
export type GuardResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * Keeps a step whose loss or gradient is not finite away from the weights, and ends the run after too many
 * such consecutive steps.
 */
export class NonFiniteGuard {
  readonly #limit: number;
  #consecutive = 0;

  /** @param limit Consecutive steps that may be skipped. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Consecutive steps that were skipped. */
  get consecutive(): number {
    return this.#consecutive;
  }

  /** Counts from so many on. */
  restore(consecutive: number): void {
    this.#consecutive = consecutive;
  }

  /**
   * Whether the step may touch the weights.
   *
   * @throws {TolariaError} `training/diverged` on the step that exceeds the limit.
   */
  check(loss: number, gradientNorm: number, step: number): GuardResult {
    if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
      this.#consecutive = 0;
      return { ok: true };
    }
    this.#consecutive += 1;
    const found = `loss is ${loss} and gradient norm is ${gradientNorm} at step ${step}`;
    if (this.#consecutive <= this.#limit) {
      return {
        ok: false,
        message: `${found}: step skipped, weights unchanged (${this.#consecutive} consecutive, limit ${this.#limit})`,
      };
    }
    throw new TolariaError(
      "training/diverged",
      `${this.#consecutive} consecutive steps were not finite: ${found}. Lower the learning rate, set "clipNorm", or look for bad values in the data. Cannot continue training.`,
    );
  }
}
