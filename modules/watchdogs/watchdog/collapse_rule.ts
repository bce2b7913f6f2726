import type { Alarm, EpochNumbers } from "../../../core/mod.ts";
import type { CheckedCollapse } from "./options.ts";

/**
 * Finds a validation that was better than guessing and is not any more.
 *
 *     skill = (share of right answers - chance) / (1 - chance), which is Cohen's kappa for a guess that is spread evenly
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

  observe({ epoch, firstStep, lastStep, validation, ...numbers }: EpochNumbers): Alarm | undefined {
    const { measure, learned, collapsed } = this.#options;
    const right = validation[measure];
    const chance = this.#options.chance ?? numbers.chance;
    if (right === undefined || chance === undefined) return undefined;
    const skill = (right - chance) / (1 - chance);
    if (skill >= learned) this.#learned = true;
    // What is not a number has collapsed as well.
    if (!this.#learned || skill > collapsed) return undefined;
    const message = `validation ${measure} of epoch ${epoch} was ${right}, the level of guessing (${chance}), after it had been well above`;
    return { rule: "collapse", firstStep, lastStep, message };
  }
}
