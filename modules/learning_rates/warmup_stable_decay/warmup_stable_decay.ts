import {
  cosOfPi,
  type LearningRatePolicy,
  PolicyModule,
  parseOptions,
  TolariaError,
  type TrainingExtent,
  type TrainingMoment,
} from "../../../core/mod.ts";
import { Course } from "../_shared/mod.ts";
import {
  type CheckedWarmupStableDecayOptions,
  type WarmupStableDecayOptions,
  WarmupStableDecaySchema,
} from "./options.ts";

const SHAPES = {
  linear: (progress: number) => 1 - progress,
  cosine: (progress: number) => (1 + cosOfPi(progress)) / 2,
  "one-minus-sqrt": (progress: number) => 1 - Math.sqrt(progress),
} as const;

/**
 * Linear warmup from `start` to `peak`, the peak itself, then a fall to `end`.
 *
 *     step < W:           start + (peak - start) step / W
 *     W <= step < T - D:  peak
 *     T - D <= step < T:  end + (peak - end) f((step - T + D) / D)
 *
 * with W = `warmupSteps`, D = `decaySteps`, T = `totalSteps`, f the shape.
 *
 * @see Hu et al. 2024, arXiv:2404.06395, section 4.2; Haegele et al. 2024, arXiv:2405.18392, for 1 - sqrt.
 */
class WarmupStableDecay implements LearningRatePolicy {
  readonly name = "warmup-stable-decay";
  readonly #options: CheckedWarmupStableDecayOptions;
  readonly #course: Course;

  constructor(options: CheckedWarmupStableDecayOptions) {
    const { totalSteps, afterEnd } = options;
    this.#options = options;
    const over = totalSteps === "run" ? totalSteps : { steps: totalSteps };
    this.#course = new Course("warmupStableDecay", over, afterEnd);
  }

  check(extent: TrainingExtent): void {
    this.#course.check(extent);
    const { totalSteps, warmupSteps, decaySteps } = this.#options;
    const needed = warmupSteps + decaySteps;
    const ownSteps = extent.totalSteps - (extent.firstStep ?? 0);
    if (totalSteps !== "run" || needed <= ownSteps) return;
    throw new TolariaError(
      "options/invalid",
      `"warmupSteps" and "decaySteps" of warmupStableDecay must be at most ${ownSteps} together, the steps of the run, but are ${needed}. Cannot run.`,
    );
  }

  rate(moment: TrainingMoment): number {
    const { peak, start, end, warmupSteps, decaySteps, shape } = this.#options;
    const step = this.#course.done(moment);
    if (step < warmupSteps) return start + ((peak - start) * step) / warmupSteps;
    const fallen = step - (this.#course.length(moment) - decaySteps);
    return fallen <= 0 ? peak : end + (peak - end) * SHAPES[shape](fallen / decaySteps);
  }
}

/**
 * Warms the learning rate up, keeps it, and lowers it at the end.
 *
 * @see `optax.join_schedules` of `linear_schedule`, `constant_schedule` and the shape's schedule.
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): PolicyModule {
  const checked = parseOptions("make warmupStableDecay", WarmupStableDecaySchema, options);
  return new PolicyModule(() => new WarmupStableDecay(checked), checked);
}
