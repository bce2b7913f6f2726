import type { Batch } from "../data/feeder.ts";
import type { StepGradient } from "./gradient_rule.ts";
import type { UnreadGradient } from "./unread_gradient.ts";

/** The gradient of a step, and how many examples are behind it. */
export interface AccumulatedGradient extends StepGradient {
  readonly examples: number;
}

/** Makes the gradient of a step from its batches. */
export interface GradientSource {
  /** Adds a batch; its tensors stay the caller's, which keeps them until it has taken the gradient. */
  add(batch: Batch): void;
  /**
   * Hands over what was added since the last call.
   *
   * @param sampled Whether the step is one of those that are looked at closely.
   * @param onRetry Called before the batches are differentiated again: puts back what the first pass changed.
   */
  take(sampled?: boolean, onRetry?: () => void): AccumulatedGradient;
  /** Like `take` on a backend whose numbers can only be awaited. */
  takeLate(sampled?: boolean, onRetry?: () => void): Promise<AccumulatedGradient>;
  /** Whether the gradient of the step to come depends on nothing that is read of it. */
  readonly isDirect: boolean;
  /** Like `take`, before anything is read, if the gradient is direct. */
  takeUnread(sampled?: boolean): UnreadGradient;
  /** Forgets what was added. */
  reset(): void;
}
