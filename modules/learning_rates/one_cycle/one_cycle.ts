import {
  cosOfPi,
  type LearningRatePolicy,
  PolicyModule,
  parseOptions,
  type TrainingExtent,
  type TrainingMoment,
} from "../../../core/mod.ts";
import { Course } from "../_shared/mod.ts";
import { type CheckedOneCycleOptions, type OneCycleOptions, OneCycleSchema } from "./options.ts";

/**
 * Rises from `peak / startDivisor` to `peak`, then falls to `peak / startDivisor / endDivisor`; with three
 * phases it falls back to its first rate in between, as fast as it rose.
 *
 * The corners are where PyTorch has them, which need not be whole steps. With T steps, counted from 0, and
 * s = `riseShare`: the peak is at s T - 1, the end of the second of three phases at 2 s T - 2, the end at T - 1.
 *
 * @see Smith and Topin 2018, arXiv:1708.07120.
 */
class OneCycle implements LearningRatePolicy {
  readonly name = "one-cycle";
  readonly #options: CheckedOneCycleOptions;
  readonly #course: Course;

  constructor(options: CheckedOneCycleOptions) {
    this.#options = options;
    this.#course = new Course("oneCycle", options.over, options.afterEnd);
  }

  check(extent: TrainingExtent): void {
    this.#course.check(extent);
  }

  rate(moment: TrainingMoment): number {
    const { peak, startDivisor, endDivisor, riseShare, phases } = this.#options;
    const length = this.#course.length(moment);
    const at = Math.min(this.#course.done(moment), length - 1);
    const first = peak / startDivisor;
    const last = first / endDivisor;
    // A rise of less than a step ended before step 0, as it did for PyTorch: the fall is on its way there.
    const risen = riseShare * length - 1;
    if (at <= risen && risen > 0) return this.#between(first, peak, at / risen);
    if (phases === 2) return this.#between(peak, last, share(at, risen, length - 1));
    const back = 2 * risen;
    if (at <= back) return this.#between(peak, first, share(at, risen, back));
    return this.#between(first, last, share(at, back, length - 1));
  }

  #between(from: number, to: number, progress: number): number {
    if (this.#options.shape === "linear") return from + (to - from) * progress;
    return to + ((from - to) * (1 + cosOfPi(progress))) / 2;
  }
}

/** Share of the way from `from` to `to` at `at`; 1 if both are the same. */
function share(at: number, from: number, to: number): number {
  return to > from ? (at - from) / (to - from) : 1;
}

/**
 * Raises the learning rate to a peak and lowers it far below its start: the 1cycle policy. It does not cycle the
 * momentum, which belongs to the optimizer.
 *
 * @see `torch.optim.lr_scheduler.OneCycleLR` with `cycle_momentum=False`, its two and its three phases;
 * not optax's `cosine_onecycle_schedule`, whose corners lie on whole steps.
 */
export function oneCycle(options: OneCycleOptions): PolicyModule {
  const checked = parseOptions("make oneCycle", OneCycleSchema, options);
  return new PolicyModule(() => new OneCycle(checked), checked);
}
