import {
  cosOfPi,
  type LearningRatePolicy,
  PolicyModule,
  parseOptions,
  TolariaError,
  type TrainingExtent,
  type TrainingMoment,
} from "../../../core/mod.ts";
import { pastEnd } from "../_shared/mod.ts";
import {
  type CheckedWarmupCosineOptions,
  type WarmupCosineOptions,
  WarmupCosineSchema,
} from "./options.ts";

/**
 * Linear warmup from `start` to `peak`, then half a cosine from `peak` to `end`.
 *
 *     step < W:        start + (peak - start) step / W
 *     W <= step < T:   end + (peak - end) (1 + cos(pi (step - W) / (T - W))) / 2
 *
 * with W = `warmupSteps` and T = `totalSteps`; over "run", steps count from the start of the run.
 *
 * @see Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5; equals
 * `optax.warmup_cosine_decay_schedule` with `decay_steps` = T.
 */
export class WarmupCosine implements LearningRatePolicy {
  readonly name = "warmup-cosine";
  readonly #options: CheckedWarmupCosineOptions;

  constructor(options: CheckedWarmupCosineOptions) {
    this.#options = options;
  }

  check({ totalSteps, firstStep = 0 }: TrainingExtent): void {
    const { totalSteps: planned, warmupSteps, afterEnd } = this.#options;
    const ownSteps = totalSteps - firstStep;
    if (planned !== "run" && totalSteps > planned && afterEnd === undefined) {
      throw new TolariaError(
        "options/invalid",
        `"totalSteps" of warmupCosine must be at least ${totalSteps}, the steps of the run, but is ${planned}. Leave it out to follow the run, or set afterEnd: "hold". Cannot run.`,
      );
    }
    if (planned === "run" && warmupSteps > ownSteps) {
      throw new TolariaError(
        "options/invalid",
        `"warmupSteps" of warmupCosine must be at most ${ownSteps}, the steps of the run, but is ${warmupSteps}. Cannot run.`,
      );
    }
  }

  rate(moment: TrainingMoment): number {
    const { peak, start, end, warmupSteps, afterEnd, totalSteps } = this.#options;
    const before = totalSteps === "run" ? (moment.firstStep ?? 0) : 0;
    const step = moment.step - before;
    if (step < warmupSteps) return start + ((peak - start) * step) / warmupSteps;
    const planned = totalSteps === "run" ? moment.totalSteps - before : totalSteps;
    if (step >= planned) {
      if (afterEnd === "hold") return end;
      throw pastEnd("warmupCosine", `${planned} steps`, moment.step);
    }
    const progress = (step - warmupSteps) / (planned - warmupSteps);
    return end + ((peak - end) * (1 + cosOfPi(progress))) / 2;
  }
}

/** Warms the learning rate up and lowers it along a cosine. */
export function warmupCosine(options: WarmupCosineOptions): PolicyModule {
  const checked = parseOptions("make warmupCosine", WarmupCosineSchema, options);
  return new PolicyModule(() => new WarmupCosine(checked), checked);
}
