import type { EpochReport, StepReport } from "./reports/run_report.ts";

/**
 * Takes part in a run between its steps, as a callback of Keras does. Any number a run, called in their order.
 *
 * Unlike an observer, a callback is awaited: the run stands still until its promise settles. An epoch that training
 * goes back over begins again.
 *
 * A provider must: (1) leave weights and optimizers alone, except through the trainer; (2) throw only if the run is to
 * fail: the run ends with that error.
 */
export interface RunCallback {
  /** Before the first step of an epoch, counted from 1. */
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** Before a step, once its examples are there; the step is counted from 1 in its epoch. */
  onStepBegin?(stepInEpoch: number, examples: number): void | Promise<void>;
  /** After each optimizer update. */
  onStepEnd?(report: StepReport, examples: number): void | Promise<void>;
  /** After the validation of an epoch, before its boundary. */
  onEpochEnd?(report: EpochReport): void | Promise<void>;
}
