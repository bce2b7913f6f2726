import {
  type EpochMetrics,
  type Json,
  type LearningRatePolicy,
  numberToJson,
  PolicyModule,
  parseOptions,
  parseState,
  show,
  TolariaError,
  type TrainingClock,
  type TrainingExtent,
} from "../../../core/mod.ts";
import {
  type CheckedPlateauOptions,
  type PlateauOptions,
  PlateauSchema,
  PlateauStateSchema,
} from "./options.ts";

/**
 * Multiplies the rate by `factor` after more than `patience` epochs in a row without improvement.
 *
 *     relative:  better if value < best (1 - threshold), or value > best (1 + threshold) for "max"
 *     absolute:  better if value < best - threshold, or value > best + threshold
 *
 * A value that is not a number is no improvement.
 *
 * @see `torch.optim.lr_scheduler.ReduceLROnPlateau`, which this equals.
 */
class Plateau implements LearningRatePolicy {
  readonly name = "plateau";
  readonly #options: CheckedPlateauOptions;
  #rate: number;
  #best: number;
  #badEpochs = 0;
  #cooldownLeft = 0;

  constructor(options: CheckedPlateauOptions) {
    this.#options = options;
    this.#rate = options.initial;
    this.#best = worstOf(options.mode);
  }

  check({ metrics }: TrainingExtent): void {
    const { monitor } = this.#options;
    if (metrics.includes(monitor)) return;
    throw new TolariaError(
      "options/invalid",
      `"monitor" of plateau must be one of ${metrics.join(", ")}, but is ${show(monitor)}. Cannot run.`,
    );
  }

  rate(): number {
    return this.#rate;
  }

  observeEpoch(_clock: TrainingClock, metrics: EpochMetrics): string | undefined {
    const value = metrics[this.#options.monitor];
    if (value === undefined) throw unmeasured(this.#options.monitor, metrics);
    this.#count(value);
    if (this.#badEpochs <= this.#options.patience) return undefined;
    const epochs = this.#badEpochs;
    this.#cooldownLeft = this.#options.cooldown;
    this.#badEpochs = 0;
    return this.#reduce() ? this.#reason(epochs) : undefined;
  }

  state(): Json {
    const { initial, monitor, mode } = this.#options;
    return {
      rate: this.#rate,
      initial,
      monitor,
      mode,
      best: numberToJson(this.#best),
      badEpochs: this.#badEpochs,
      cooldownLeft: this.#cooldownLeft,
    };
  }

  /** Of a plateau with another `initial`, the reductions so far are kept; with another metric, nothing but the rate. */
  restore(state: Json): void {
    const saved = parseState("plateau", PlateauStateSchema, state);
    const { initial, monitor, mode } = this.#options;
    this.#rate = saved.initial === initial ? saved.rate : (saved.rate / saved.initial) * initial;
    const same = saved.monitor === monitor && saved.mode === mode;
    this.#best = same ? Number(saved.best) : worstOf(mode);
    this.#badEpochs = same ? saved.badEpochs : 0;
    this.#cooldownLeft = saved.cooldownLeft;
  }

  #count(value: number): void {
    if (this.#improves(value)) {
      this.#best = value;
      this.#badEpochs = 0;
    } else {
      this.#badEpochs += 1;
    }
    if (this.#cooldownLeft === 0) return;
    this.#cooldownLeft -= 1;
    this.#badEpochs = 0;
  }

  #improves(value: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const sign = mode === "min" ? -1 : 1;
    const bar =
      thresholdMode === "relative"
        ? this.#best * (1 + sign * threshold)
        : this.#best + sign * threshold;
    return mode === "min" ? value < bar : value > bar;
  }

  /** Lowers the rate. Returns whether that was more than `epsilon`. */
  #reduce(): boolean {
    const { factor, minRate, epsilon } = this.#options;
    const lower = Math.max(this.#rate * factor, minRate);
    if (!(this.#rate - lower > epsilon)) return false;
    this.#rate = lower;
    return true;
  }

  #reason(epochs: number): string {
    return `plateau: ${this.#options.monitor} no better than ${this.#best} for ${epochs} epochs`;
  }
}

/** What any value is better than. */
function worstOf(mode: CheckedPlateauOptions["mode"]): number {
  return mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

function unmeasured(monitor: string, metrics: EpochMetrics): TolariaError {
  return new TolariaError(
    "options/invalid",
    `"monitor" of plateau must be one of ${Object.keys(metrics).join(", ")}, but is ${show(monitor)}. Cannot observe the epoch.`,
  );
}

/**
 * Lowers the learning rate when a metric stops improving. Counts epochs, and acts in the first step after the last
 * one allowed.
 */
export function plateau(options: PlateauOptions): PolicyModule {
  const checked = parseOptions("make plateau", PlateauSchema, options);
  return new PolicyModule(() => new Plateau(checked), checked);
}
