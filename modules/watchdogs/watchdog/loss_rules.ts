import type { Alarm, AlarmRule, StepNumbers } from "../../../core/mod.ts";
import { LossHistory, type LossHistoryState } from "./loss_history.ts";
import type { CheckedWatchdogOptions } from "./options.ts";

/** Steps in a row whose loss is too high. */
interface Streak {
  readonly rule: AlarmRule;
  readonly firstStep: number;
  readonly length: number;
}

/** So few losses may all be low by chance: of batches of one example, one in fifty is a thousand times below most. */
const FEW = 5;

/** What {@link LossRules} remember, as plain JSON. */
export interface LossRulesState {
  readonly history: LossHistoryState;
  readonly streak: Streak | null;
}

/**
 * Finds losses that are too high for `consecutive` steps in a row:
 *
 *     loss-ratio:  loss > lossRatio * average, for an average above 0
 *     loss-sigma:  loss > mean + lossSigma * max(deviation, sigmaFloor * |mean|)
 *
 * and a single loss that is far above all before it, even in the first steps of a run:
 *
 *     loss-jump:   loss > lossJump * max(median of the window, jumpFloor);
 *                  before there are five losses: loss > lossJump^2 * max(highest, jumpFloor)
 *
 * The median tolerates bad examples among the first. The floor tolerates a network that has memorized its examples, for
 * which one that it gets wrong is thousands of times the median.
 *
 * A step that is too high is kept out of the history, and so is what is not finite; such a step goes on with a row and
 * begins none.
 */
export class LossRules {
  readonly #options: CheckedWatchdogOptions;
  readonly #history: LossHistory;
  #streak: Streak | undefined;

  constructor(options: CheckedWatchdogOptions) {
    this.#options = options;
    this.#history = new LossHistory(options.window);
  }

  observe({ step, loss, gradientNorm }: StepNumbers): Alarm | undefined {
    if (this.#jumps(loss)) return this.#jumpAlarm(step, loss);
    const finite = Number.isFinite(loss) && Number.isFinite(gradientNorm);
    // A finite loss is judged even if its gradient is not finite.
    const rule = Number.isFinite(loss) ? this.#tooHigh(loss) : this.#streak?.rule;
    if (rule === undefined) {
      this.#streak = undefined;
      if (finite) this.#history.add(loss);
      return undefined;
    }
    const before = this.#streak;
    const { firstStep, length } = before ?? { firstStep: step, length: 0 };
    this.#streak = { rule, firstStep, length: length + 1 };
    if (length + 1 < this.#options.consecutive) return undefined;
    this.#streak = undefined;
    const message = `${this.#describe(rule, loss)} for ${length + 1} steps in a row, from ${firstStep} to ${step}`;
    return { rule, firstStep, lastStep: step, message };
  }

  /** The highest loss that was not too high; -Infinity before the first. */
  get highest(): number {
    return this.#history.highest;
  }

  state(): LossRulesState {
    return { history: this.#history.state(), streak: this.#streak ?? null };
  }

  restore({ history, streak }: LossRulesState): void {
    this.#history.restore(history);
    this.#streak = streak ?? undefined;
  }

  #tooHigh(loss: number): AlarmRule | undefined {
    const { lossRatio, lossSigma, armedAfter } = this.#options;
    const { average, count } = this.#history;
    if (count < armedAfter) return undefined;
    if (lossRatio !== false && average > 0 && loss > lossRatio * average) return "loss-ratio";
    if (lossSigma !== false && loss > this.#sigmaLimit(lossSigma)) return "loss-sigma";
    return undefined;
  }

  #jumps(loss: number): boolean {
    const { lossJump, jumpFloor } = this.#options;
    const { count, highest } = this.#history;
    if (lossJump === false || count === 0 || !Number.isFinite(loss)) return false;
    if (count < FEW) return loss > lossJump ** 2 * Math.max(highest, jumpFloor);
    // The cheap comparison first: few losses are that high.
    return loss > lossJump * jumpFloor && loss > lossJump * this.#history.median();
  }

  #jumpAlarm(step: number, loss: number): Alarm {
    // The streak before it is at fault too.
    const { firstStep } = this.#streak ?? { firstStep: step };
    this.#streak = undefined;
    const usual = this.#history.median();
    return {
      rule: "loss-jump",
      firstStep,
      lastStep: step,
      message: `loss ${loss} at step ${step} was more than ${this.#options.lossJump} times the usual ${usual}`,
    };
  }

  #sigmaLimit(lossSigma: number): number {
    const mean = this.#history.mean();
    const floor = this.#options.sigmaFloor * Math.abs(mean);
    return mean + lossSigma * Math.max(this.#history.deviation(mean), floor);
  }

  #describe(rule: AlarmRule, loss: number): string {
    const { average } = this.#history;
    if (rule === "loss-ratio") {
      return `loss ${loss} was more than ${this.#options.lossRatio} times its running average of ${average}`;
    }
    const limit = this.#sigmaLimit(this.#options.lossSigma as number);
    return `loss ${loss} was above ${limit}, ${this.#options.lossSigma} standard deviations above its mean`;
  }
}
