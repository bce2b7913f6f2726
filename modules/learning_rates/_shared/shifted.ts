import type { TrainingClock, TrainingExtent } from "../../../core/mod.ts";

/**
 * A moment as a policy sees it that takes over at step `offset` for `totalSteps` steps: both clocks
 * start over. In the middle of an epoch, its epochs are counted by steps.
 */
export function shiftedMoment<M extends TrainingClock>(
  moment: M,
  offset: number,
  totalSteps: number,
): M {
  const { stepsPerEpoch } = moment;
  const step = moment.step - offset;
  const epoch =
    offset % stepsPerEpoch === 0
      ? moment.epoch - offset / stepsPerEpoch
      : Math.floor(step / stepsPerEpoch);
  // A run that was broken off within an epoch has fewer epochs behind it than its steps would make.
  const firstStep = Math.max(0, (moment.firstStep ?? 0) - offset);
  return { ...moment, step, epoch: Math.max(0, epoch), totalSteps, firstStep };
}

/** The extent of a policy that takes over at step `offset` for `totalSteps` of a run's steps. */
export function shiftedExtent(
  extent: TrainingExtent,
  offset: number,
  totalSteps: number,
): TrainingExtent {
  const firstStep = Math.max(0, (extent.firstStep ?? 0) - offset);
  return { ...extent, totalSteps, firstStep };
}
