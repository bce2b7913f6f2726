import type { Alarm, EpochNumbers } from "../../../core/mod.ts";
import type { CheckedCollapse } from "./options.ts";

/** Standard errors above guessing that a validation must have been: few examples guess well by luck. */
const SURE = 6;

/**
 * Finds a validation that was better than guessing and is not any more.
 *
 *     skill = (right - chance) / (1 - chance), which is Cohen's kappa for a guess that is spread evenly
 *     learned:    skill >= learned, and right - chance >= 6 sqrt(chance (1 - chance) / examples), at some time
 *     collapsed:  skill <= collapsed after that
 *
 * @see Cohen 1960, A coefficient of agreement for nominal scales.
 */
export class CollapseRule {
  readonly #options: CheckedCollapse;
  #learned = false;

  constructor(options: CheckedCollapse) {
    this.#options = options;
  }

  /** Whether the validation was better than guessing at some time. */
  get learned(): boolean {
    return this.#learned;
  }

  set learned(learned: boolean) {
    this.#learned = learned;
  }

  observe(numbers: EpochNumbers): Alarm | undefined {
    const { epoch, firstStep, lastStep, examples } = numbers;
    const { metric, learned, collapsed } = this.#options;
    const right = numbers.validation[metric];
    const chance = this.#options.chance ?? numbers.chance;
    if (right === undefined || chance === undefined) return undefined;
    const skill = (right - chance) / (1 - chance);
    const luck = SURE * Math.sqrt((chance * (1 - chance)) / examples);
    if (skill >= learned && right - chance >= luck) this.#learned = true;
    // What is not a number has collapsed as well.
    if (!this.#learned || skill > collapsed) return undefined;
    const message = `validation ${metric} of epoch ${epoch} was ${right}, the level of guessing (${chance}), after it had been well above`;
    return { rule: "collapse", firstStep, lastStep, message };
  }
}
