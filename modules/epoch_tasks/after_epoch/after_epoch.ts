import { EPOCH_TASK, type EpochTask, parseOptions, SHED_ORDER } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";

const EpochTaskSchema: z.ZodType<EpochTask> = z.looseObject({
  name: z.string().min(1),
  feature: z.enum(SHED_ORDER),
  start: z.custom<EpochTask["start"]>((value) => typeof value === "function", "a function"),
});

/**
 * Runs custom work after each epoch, in slices between the steps of the next.
 *
 * @param task At most a millisecond of work between two `yield`s.
 *
 * @example
 * ```ts
 * import { afterEpoch } from "tolaria/observers";
 *
 * const note = afterEpoch({
 *   name: "note",
 *   feature: "profile",
 *   *start({ epoch }) {
 *     yield;
 *     console.error(`epoch ${epoch.epoch} is done`);
 *   },
 * });
 * ```
 */
export function afterEpoch(task: EpochTask): ContainerModule {
  parseOptions("make afterEpoch", EpochTaskSchema, task);
  return new ContainerModule(({ bind }) => {
    bind(EPOCH_TASK).toConstantValue(task);
  });
}
