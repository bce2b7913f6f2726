import type { Json } from "../json.ts";

/** What a step measured. */
export interface StepNumbers {
  /** Updates done before it. */
  readonly step: number;
  /** Mean loss of its examples, at the weights before its update. */
  readonly loss: number;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/** What an epoch's validation measured. */
export interface EpochNumbers {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Updates done before its first step. */
  readonly firstStep: number;
  /** Updates done before its last step. */
  readonly lastStep: number;
  /** Examples of the validation. */
  readonly examples: number;
  /** Mean loss over them. */
  readonly loss: number;
  /** Metrics over them by name. */
  readonly validation: Readonly<Record<string, number>>;
  /** Share of right answers that guessing gives; undefined if the targets are not classes. */
  readonly chance: number | undefined;
}

/** What was found. */
export type AlarmRule =
  /** Loss or gradient were not finite in too many steps in a row. */
  | "non-finite"
  /** The loss is far above its running average. */
  | "loss-ratio"
  /** The loss is far outside of what it was in the last steps. */
  | "loss-sigma"
  /** The loss of a single step is far above all that were before it. */
  | "loss-jump"
  /** The validation is no better than guessing, or its loss is far above what it was, and it was well before. */
  | "collapse"
  /** The loss of the validation is NaN, or far above that of the training from the first: a fault of its examples. */
  | "validation"
  /** Nothing by a watchdog: a controller, an operator or an emergency asked to go back. */
  | "request";

/** Something is wrong with the weights, or with what they are trained on. */
export interface Alarm {
  /** What was found. */
  readonly rule: AlarmRule;
  /** Updates done before the first step that shows it. */
  readonly firstStep: number;
  /** Updates done before the last step that shows it. */
  readonly lastStep: number;
  /** What was found, with values. */
  readonly message: string;
}

/**
 * Looks for signs that a training has gone wrong, in numbers that were read back anyway. Exactly one a run.
 *
 * It receives steps in their order, on some backends a few steps late.
 *
 * A provider must: (1) depend on nothing but its arguments and its own state; (2) restore exactly from `state()`;
 * (3) raise no alarm for numbers that stay as they are; (4) take less than 20 us a step; (5) create no tensors.
 */
export interface Watchdog {
  /** Name shown in spans and in the run's report. */
  readonly name: string;
  /** Observes a step. Returns an alarm if something is wrong. */
  observeStep(numbers: StepNumbers): Alarm | undefined;
  /** Observes a validation. Returns an alarm if something is wrong. */
  observeEpoch(numbers: EpochNumbers): Alarm | undefined;
  /** All that its alarms to come depend on. */
  state(): Json;
  /**
   * Restores it to `state`; changes nothing if it fails.
   *
   * @throws {TolariaError} `state/invalid`.
   */
  restore(state: Json): void;
}
