import type { LearningRatePolicy, TrainingMoment } from "../ports/learning_rate_policy.ts";

/** The only place where a learning rate changes. */
export class LearningRateAuthority {
  readonly #policy: LearningRatePolicy;
  #rate = Number.NaN;

  constructor(policy: LearningRatePolicy) {
    this.#policy = policy;
  }

  /** Rate in force. */
  get rate(): number {
    return this.#rate;
  }

  /**
   * Sets the rate for the step at `moment` and returns it.
   *
   * @throws {RangeError} If the policy gives no finite rate >= 0.
   */
  advance(moment: TrainingMoment): number {
    const rate = this.#policy.rate(moment);
    if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
      throw new RangeError(
        `Cannot advance to step ${moment.step} as the rate of '${this.#policy.name}' must be finite and at least 0: current value is ${rate}`,
      );
    }
    this.#rate = rate;
    return rate;
  }
}
