import type { EpochNumbers, StepNumbers } from "../../core/mod.ts";

/** A step for each loss, the first of them step `from`; their gradients have norm 1. */
export function stepsOf(losses: readonly number[], from = 0): StepNumbers[] {
  return losses.map((loss, index) => ({ step: from + index, loss, gradientNorm: 1 }));
}

/** An epoch of ten steps with a validation of 1,000 examples in ten classes. */
export function epochNumbers(epoch: number, accuracy: number, loss = 1): EpochNumbers {
  return {
    epoch,
    firstStep: (epoch - 1) * 10,
    lastStep: epoch * 10 - 1,
    examples: 1_000,
    loss,
    validation: { accuracy },
    chance: 0.1,
  };
}
