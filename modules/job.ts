import type { RunOptions } from "../core/mod.ts";
import type { TrainerConfig } from "./create_trainer.ts";

/** A trainer and one run of it, for `tolaria train`. */
export interface TrainingJob extends TrainerConfig {
  /** How long to train, and when to stop. */
  readonly run: RunOptions;
}

/** Default export of a job file: a job, or a function that returns one. */
export type JobSource = TrainingJob | (() => TrainingJob | Promise<TrainingJob>);

/**
 * Checks the type of a job; returns it unchanged.
 *
 * @example
 * ```ts run
 * import { adamw, defineJob, digits, mlp } from "tolaria";
 * import { constant } from "tolaria/schedules";
 *
 * export default defineJob({
 *   host: mlp({ inputShape: [28, 28, 1], classes: 10 }),
 *   data: digits(),
 *   modules: [adamw(), constant(1e-3)],
 *   run: { epochs: 5 },
 * });
 * ```
 */
export function defineJob<J extends JobSource>(job: J): J {
  return job;
}
