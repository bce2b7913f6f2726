import type { LearningRatePolicy, Period, TrainingClock } from "../../../core/mod.ts";
import { clockOf, countOf, elapsed, shiftedMoment, stepsOf } from "../_shared/mod.ts";

/** One policy, and how long it is in force; without a period, to the end of the run. */
export interface Stage {
  readonly policy: LearningRatePolicy;
  readonly period: Period | undefined;
}

/** A stage in force, and the moment as its policy sees it. */
export interface StageMoment<M extends TrainingClock> {
  readonly stage: Stage;
  readonly moment: M;
  /** Whether the moment lies behind the last stage. */
  readonly past: boolean;
}

/** The stage in force at `moment`; behind all of them the last one, at the moment of its end. */
export function stageAt<M extends TrainingClock>(
  stages: readonly Stage[],
  moment: M,
): StageMoment<M> {
  let offset = 0;
  let inStage = moment;
  for (const [index, stage] of stages.entries()) {
    const { period } = stage;
    const length = period ? stepsOf(period, moment.stepsPerEpoch) : moment.totalSteps - offset;
    inStage = shiftedMoment(moment, offset, length);
    // A stage of a length of its own goes on in a second run.
    if (period) inStage = { ...inStage, firstStep: 0 };
    if (!period || elapsed(clockOf(period), inStage) < countOf(period)) {
      return { stage, moment: inStage, past: false };
    }
    if (index === stages.length - 1) {
      return { stage, moment: atEnd(inStage, length), past: true };
    }
    offset += length;
  }
  throw new RangeError("A sequence must have at least one stage.");
}

/** Its last step, so that the last stage need not have a rule for what follows it. */
function atEnd<M extends TrainingClock>(moment: M, length: number): M {
  const step = length - 1;
  return { ...moment, step, epoch: Math.floor(step / moment.stepsPerEpoch) };
}
