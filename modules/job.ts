import type { RunOptions } from "../core/mod.ts";
import type { TrainerConfig } from "./create_trainer.ts";

/** A trainer and one run of it, for `tolaria train`. */
export interface TrainingJob extends TrainerConfig {
  /** How long to train, and when to stop. */
  readonly run: RunOptions;
}

/** Options of a job by name: what a job file exports as `options`, with their defaults. */
export type JobOptions = Readonly<Record<string, number | string | boolean>>;

/**
 * Default export of a job file: a job, or a function that returns one. The function takes the options that the file
 * exports as `options`; give its parameter the type `typeof options`.
 */
export type JobSource = TrainingJob | ((options: never) => TrainingJob | Promise<TrainingJob>);

/**
 * Checks the type of a job; returns it unchanged. `tolaria train job.ts --set learningRate=3e-3` replaces an option.
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
 *
 * @example With options
 * ```ts
 * import { adamw, defineJob, digits, mlp } from "tolaria";
 * import { constant } from "tolaria/schedules";
 *
 * export const options = { learningRate: 1e-3, width: 64 };
 *
 * export default defineJob(({ learningRate, width }: typeof options) => ({
 *   host: mlp({ inputShape: [28, 28, 1], hidden: [width], classes: 10 }),
 *   data: digits(),
 *   modules: [adamw(), constant(learningRate)],
 *   run: { epochs: 5 },
 * }));
 * ```
 */
export function defineJob<J extends JobSource>(job: J): J {
  return job;
}
