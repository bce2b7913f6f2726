import {
  type EpochMetrics,
  type Json,
  type LearningRatePolicy,
  type Period,
  PolicyModule,
  parseOptions,
  policyState,
  restorePolicy,
  TolariaError,
  type TrainingClock,
  type TrainingExtent,
  type TrainingMoment,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import {
  clockOf,
  countOf,
  elapsed,
  PeriodSchema,
  PolicySchema,
  shiftedExtent,
  shiftedMoment,
  stepsOf,
} from "../_shared/mod.ts";

/** How a learning rate warms up, and for how long; if it counts epochs, it changes only between them. */
export type WarmupOptions = Period & {
  /** Rate of the first step, at least 0. @default 0 */
  readonly from?: number;
};

const WarmupSchema = z.strictObject({
  policy: PolicySchema,
  period: PeriodSchema,
  from: z.number().min(0).default(0),
});

/**
 * A straight line from `from` to the first rate of another policy, which then begins.
 *
 *     t < W:   from + (first - from) t / W
 *     t >= W:  the policy, its clocks counted from there
 *
 * with t steps or epochs done, W of them the warmup.
 */
class Warmup implements LearningRatePolicy {
  readonly name = "warmup";
  readonly #into: LearningRatePolicy;
  readonly #period: Period;
  readonly #from: number;

  constructor(into: LearningRatePolicy, period: Period, from: number) {
    this.#into = into;
    this.#period = period;
    this.#from = from;
  }

  check(extent: TrainingExtent): void {
    const offset = stepsOf(this.#period, extent.stepsPerEpoch);
    const left = extent.totalSteps - offset;
    if (left < 1) {
      throw new TolariaError(
        "options/invalid",
        `The period of warmup must be less than ${extent.totalSteps} steps, those of the run, but is ${offset}. Cannot run.`,
      );
    }
    this.#into.check(shiftedExtent(extent, offset, left));
  }

  rate(moment: TrainingMoment): number {
    const length = countOf(this.#period);
    const done = elapsed(clockOf(this.#period), moment);
    const begun = this.#begun(moment);
    if (done >= length) return this.#into.rate(begun);
    const first = this.#into.rate({ ...begun, step: 0, epoch: 0 });
    return this.#from + ((first - this.#from) * done) / length;
  }

  observeEpoch(clock: TrainingClock, metrics: EpochMetrics): string | undefined {
    const begun = this.#begun(clock);
    return begun.step > 0 ? this.#into.observeEpoch?.(begun, metrics) : undefined;
  }

  state(): Json {
    return policyState(this.#into);
  }

  restore(state: Json): void {
    restorePolicy(this.#into, state);
  }

  #begun<M extends TrainingClock>(moment: M): M {
    const offset = stepsOf(this.#period, moment.stepsPerEpoch);
    return shiftedMoment(moment, offset, moment.totalSteps - offset);
  }
}

/**
 * Warms the learning rate up linearly into any policy.
 *
 * @example
 * ```ts
 * import { cosineRestarts } from "tolaria";
 * import { warmup } from "tolaria/schedules";
 *
 * export const rates = warmup(cosineRestarts({ peak: 0.1, cycle: { steps: 500 } }), { steps: 100 });
 * ```
 * @see Goyal et al. 2017, arXiv:1706.02677, section 2.2; equals `optax.join_schedules` of a `linear_schedule`
 * and the policy's, `torch.optim.lr_scheduler.SequentialLR` of a `LinearLR` and the policy's.
 */
export function warmup(into: PolicyModule, options: WarmupOptions): PolicyModule {
  const { from, ...period } = options;
  const checked = parseOptions("make warmup", WarmupSchema, { policy: into, period, from });
  return new PolicyModule(
    () => new Warmup(checked.policy.create(), checked.period, checked.from),
    checked,
  );
}
