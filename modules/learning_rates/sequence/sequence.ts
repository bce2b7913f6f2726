import {
  type EpochMetrics,
  type Json,
  type LearningRatePolicy,
  PolicyModule,
  parseOptions,
  parseState,
  policyState,
  restorePolicy,
  TolariaError,
  type TrainingClock,
  type TrainingExtent,
  type TrainingMoment,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { pastEnd, shiftedExtent, stepsOf } from "../_shared/mod.ts";
import { type SequenceOptions, SequenceSchema, type SequenceStage } from "./options.ts";
import { type Stage, stageAt } from "./stages.ts";

const StatesSchema = z.array(z.json());

/** One policy after the other, each with clocks that start with it. */
class Sequence implements LearningRatePolicy {
  readonly name = "sequence";
  readonly #stages: readonly Stage[];
  readonly #holds: boolean;

  constructor(stages: readonly Stage[], afterEnd: "hold" | undefined) {
    this.#stages = stages;
    this.#holds = afterEnd === "hold";
  }

  check(extent: TrainingExtent): void {
    let left = extent.totalSteps;
    for (const { policy, period } of this.#stages) {
      const length = period ? stepsOf(period, extent.stepsPerEpoch) : left;
      // A run may end before a later stage begins.
      const inStage = shiftedExtent(extent, extent.totalSteps - left, length);
      if (left > 0) policy.check(period ? { ...inStage, firstStep: 0 } : inStage);
      left -= length;
    }
    if (left <= 0 || this.#holds) return;
    throw new TolariaError(
      "options/invalid",
      `The stages of sequence must last at least ${extent.totalSteps} steps together, as the run does, but last ${extent.totalSteps - left}. Leave the length of the last one out, or set afterEnd: "hold". Cannot run.`,
    );
  }

  rate(moment: TrainingMoment): number {
    const { stage, moment: inStage, past } = stageAt(this.#stages, moment);
    if (past && !this.#holds) throw pastEnd("sequence", "stages", moment.step);
    return stage.policy.rate(inStage);
  }

  observeEpoch(clock: TrainingClock, metrics: EpochMetrics): string | undefined {
    // The epoch belongs to the stage of its last step.
    const last = stageAt(this.#stages, { ...clock, step: clock.step - 1, epoch: clock.epoch - 1 });
    const { step, epoch } = last.moment;
    const inStage = { ...last.moment, step: step + 1, epoch: epoch + 1 };
    return last.past ? undefined : last.stage.policy.observeEpoch?.(inStage, metrics);
  }

  state(): Json {
    return this.#stages.map(({ policy }) => policyState(policy));
  }

  restore(state: Json): void {
    const length = this.#stages.length;
    const states = parseState(
      "sequence",
      StatesSchema.length(length, `as many states as it has stages, ${length}`),
      state,
    ) as readonly Json[];
    const before = this.#stages.map(({ policy }) => policyState(policy));
    try {
      this.#restoreAll(states);
    } catch (error) {
      this.#restoreAll(before);
      throw error;
    }
  }

  #restoreAll(states: readonly Json[]): void {
    for (const [index, { policy }] of this.#stages.entries()) {
      restorePolicy(policy, states[index] as Json);
    }
  }
}

/**
 * Runs policies one after the other. Each counts steps and epochs from its own start, and takes the length of its
 * stage for that of the run.
 *
 * @example
 * ```ts
 * import { constant, cosine, sequence, warmup } from "tolaria/schedules";
 *
 * export const rates = sequence([
 *   { policy: warmup(constant(0.1), { steps: 100 }), steps: 400 },
 *   { policy: cosine({ peak: 0.1 }) },
 * ]);
 * ```
 * @param stages All but the last have a length, in steps or epochs.
 * @see `optax.join_schedules`; `torch.optim.lr_scheduler.SequentialLR`.
 */
export function sequence(
  stages: readonly SequenceStage[],
  options: SequenceOptions = {},
): PolicyModule {
  const checked = parseOptions("make sequence", SequenceSchema, { stages, ...options });
  return new PolicyModule(
    () => {
      const made = checked.stages.map(({ policy, period }) => ({
        policy: policy.create(),
        period,
      }));
      return new Sequence(made, checked.afterEnd);
    },
    { ...checked },
  );
}
