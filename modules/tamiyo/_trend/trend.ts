import { numberToJson } from "../../../core/mod.ts";
import type { TrendState } from "./state.ts";

/** What a loss has been doing. */
export type Trend = "improving" | "waiting" | "plateau" | "regressing";

/** What counts as which trend. */
export interface TrendOptions {
  readonly patience: number;
  readonly minImprovement: number;
  readonly regression: number;
  readonly regressionEpochs: number;
}

/** Follows a loss from epoch to epoch. */
export class LossTrend {
  readonly #options: TrendOptions;
  #best = Number.POSITIVE_INFINITY;
  #sinceBest = 0;
  #regressing = 0;

  constructor(options: TrendOptions) {
    this.#options = options;
  }

  /** Takes the loss of an epoch; says what it has been doing. A loss that is not finite is a regression. */
  observe(loss: number): Trend {
    const { patience, minImprovement, regression, regressionEpochs } = this.#options;
    if (loss < this.#shifted(-minImprovement)) {
      this.#best = loss;
      this.restart();
      return "improving";
    }
    this.#sinceBest += 1;
    const regressed = !(loss <= this.#shifted(regression));
    this.#regressing = regressed ? this.#regressing + 1 : 0;
    if (this.#regressing >= regressionEpochs) return "regressing";
    return this.#sinceBest >= patience ? "plateau" : "waiting";
  }

  /** All that it remembers. */
  state(): TrendState {
    return {
      best: numberToJson(this.#best),
      sinceBest: this.#sinceBest,
      regressing: this.#regressing,
    };
  }

  /** Puts it back to where it stood. */
  restore({ best, sinceBest, regressing }: TrendState): void {
    this.#best = Number(best);
    this.#sinceBest = sinceBest;
    this.#regressing = regressing;
  }

  /** The best loss and a share of its size, whatever its sign; infinite before there is one. */
  #shifted(share: number): number {
    return Number.isFinite(this.#best) ? this.#best + share * Math.abs(this.#best) : this.#best;
  }

  /** Counts from here: something was done about it, and needs its time. */
  restart(): void {
    this.#sinceBest = 0;
    this.#regressing = 0;
  }
}
