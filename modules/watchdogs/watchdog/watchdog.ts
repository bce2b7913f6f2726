import {
  type Alarm,
  type EpochNumbers,
  type Json,
  parseOptions,
  parseState,
  type StepNumbers,
  trustState,
  WATCHDOG,
  type Watchdog,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { LossRules } from "./loss_rules.ts";
import { type CheckedWatchdogOptions, type WatchdogOptions, WatchdogSchema } from "./options.ts";
import { type WatchdogState, WatchdogStateSchema } from "./state.ts";
import { ValidationRules, type ValidationState } from "./validation_rules.ts";

/** What is remembered of validations that are not watched. */
const UNWATCHED: ValidationState = { learned: false, highestLoss: null, told: false };

/** Watches the losses of the steps and the validation of the epochs, a rule for each. */
class RuledWatchdog implements Watchdog {
  readonly name = "watchdog";
  readonly #losses: LossRules;
  readonly #validation: ValidationRules | undefined;

  constructor(options: CheckedWatchdogOptions) {
    this.#losses = new LossRules(options);
    this.#validation = options.collapse && new ValidationRules(options.collapse);
  }

  observeStep(numbers: StepNumbers): Alarm | undefined {
    return this.#losses.observe(numbers);
  }

  observeEpoch(numbers: EpochNumbers): Alarm | undefined {
    return this.#validation?.observe(numbers, this.#losses.highest);
  }

  state(): Json {
    const state: WatchdogState = {
      losses: this.#losses.state(),
      validation: this.#validation?.state() ?? UNWATCHED,
    };
    return trustState(state) as unknown as Json;
  }

  restore(state: Json): void {
    const { losses, validation } = parseState("watchdog", WatchdogStateSchema, state);
    this.#losses.restore(losses);
    this.#validation?.restore(validation);
  }
}

/**
 * Detects losses that are too high in several consecutive steps, a single loss that is far above the usual one, and
 * validations that fall to the level of guessing or whose loss explodes. The default.
 *
 * It only detects; the run's autopilot decides what to do. The training loop itself detects non-finite steps and
 * keeps them away from the weights: see `maxNonFiniteSteps` of the trainer.
 *
 * @example
 * ```ts
 * import { watchdog } from "tolaria";
 *
 * const patient = watchdog({ lossRatio: 30, consecutive: 5, collapse: false });
 * ```
 */
export function watchdog(options: WatchdogOptions = {}): ContainerModule {
  const checked = parseOptions("make watchdog", WatchdogSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(WATCHDOG)
      .toResolvedValue(() => new RuledWatchdog(checked), [])
      .inSingletonScope();
  });
}
