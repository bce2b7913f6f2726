import type { Alarm, EpochNumbers } from "../../../core/mod.ts";
import type { CheckedCollapse } from "./options.ts";

/** Standard errors above guessing that a validation must have been: few examples guess well by luck. */
const SURE = 6;

/** A first validation loss this many times the highest training loss is not due to the weights. */
const ABSURD = 1_000;

/** What {@link ValidationRules} remember, as plain JSON. */
export interface ValidationState {
  /** Whether the validation was better than guessing at some time. */
  readonly learned: boolean;
  /** The highest loss without an alarm; null before the first. */
  readonly highestLoss: number | null;
  /** Whether there was an alarm about the validation's examples. */
  readonly told: boolean;
}

/**
 * Detects a validation that is no better than guessing after it was, or whose loss is far above what it was.
 *
 *     skill = (right - chance) / (1 - chance), which is Cohen's kappa for a guess that is spread evenly
 *     learned:    skill >= learned, and right - chance >= 6 sqrt(chance (1 - chance) / examples), at some time
 *     collapsed:  skill <= collapsed after that;
 *                 or loss > lossRatio * highest loss of a validation, and loss > highest loss of the training
 *
 * A first loss that is far too high, and any that is NaN, raises an alarm of its own, once:
 *
 *     validation: loss > 1,000 * highest loss of the training, or not finite, in the first validation; NaN in any
 *
 * @see Cohen 1960, A coefficient of agreement for nominal scales.
 */
export class ValidationRules {
  readonly #options: CheckedCollapse;
  #learned = false;
  #highestLoss = Number.NEGATIVE_INFINITY;
  #told = false;

  constructor(options: CheckedCollapse) {
    this.#options = options;
  }

  /** @param highestTrainLoss Highest loss of a step that raised no alarm. */
  observe(numbers: EpochNumbers, highestTrainLoss: number): Alarm | undefined {
    return this.#byLoss(numbers, highestTrainLoss) ?? this.#byMetric(numbers);
  }

  state(): ValidationState {
    const highestLoss = Number.isFinite(this.#highestLoss) ? this.#highestLoss : null;
    return { learned: this.#learned, highestLoss, told: this.#told };
  }

  restore({ learned, highestLoss, told }: ValidationState): void {
    this.#learned = learned;
    this.#highestLoss = highestLoss ?? Number.NEGATIVE_INFINITY;
    this.#told = told;
  }

  #byLoss(numbers: EpochNumbers, highestTrainLoss: number): Alarm | undefined {
    const { epoch, loss } = numbers;
    const { lossRatio } = this.#options;
    if (lossRatio === false) return undefined;
    const before = this.#highestLoss;
    // Weights that are NaN are found as such, so a NaN here is due to the examples or the loss.
    if (before === Number.NEGATIVE_INFINITY || Number.isNaN(loss)) {
      return this.#blameExamples(numbers, highestTrainLoss);
    }
    // Losses below zero have no ratio. An infinite loss is a collapse too.
    const limit = before > 0 ? Math.max(lossRatio * before, highestTrainLoss) : Infinity;
    if (Number.isFinite(loss) && loss <= limit) {
      this.#highestLoss = Math.max(before, loss);
      return undefined;
    }
    return alarm(
      "collapse",
      numbers,
      `validation loss of epoch ${epoch} was ${loss}, after ${before} at most`,
    );
  }

  #blameExamples(numbers: EpochNumbers, highestTrainLoss: number): Alarm | undefined {
    const { epoch, loss } = numbers;
    const absurd =
      !Number.isFinite(loss) || (highestTrainLoss > 0 && loss > ABSURD * highestTrainLoss);
    if (!absurd) {
      this.#highestLoss = loss;
      return undefined;
    }
    if (this.#told) return undefined;
    this.#told = true;
    const message = `validation loss of epoch ${epoch} was ${loss}, and the highest training loss ${highestTrainLoss}: look for bad values in the validation examples`;
    return alarm("validation", numbers, message);
  }

  #byMetric(numbers: EpochNumbers): Alarm | undefined {
    const { epoch, examples } = numbers;
    const { metric, learned, collapsed } = this.#options;
    const right = numbers.validation[metric];
    const chance = this.#options.chance ?? numbers.chance;
    if (right === undefined || chance === undefined) return undefined;
    const skill = (right - chance) / (1 - chance);
    const luck = SURE * Math.sqrt((chance * (1 - chance)) / examples);
    if (skill >= learned && right - chance >= luck) this.#learned = true;
    // A NaN is a collapse too.
    if (!this.#learned || skill > collapsed) return undefined;
    const message = `validation ${metric} of epoch ${epoch} was ${right}, the level of guessing (${chance}), after it had been well above`;
    return alarm("collapse", numbers, message);
  }
}

function alarm(rule: Alarm["rule"], { firstStep, lastStep }: EpochNumbers, message: string): Alarm {
  return { rule, firstStep, lastStep, message };
}
