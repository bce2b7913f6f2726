import { EPOCH_TASK, type EpochTask } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/**
 * Does work of the user's own after each epoch, in slices between the steps of the next.
 *
 * @param task At most a millisecond's work between two `yield`s.
 *
 * @example
 * ```ts
 * import { afterEpoch } from "tolaria";
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
  return new ContainerModule(({ bind }) => {
    bind(EPOCH_TASK).toConstantValue(task);
  });
}
