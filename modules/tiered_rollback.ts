import type { ContainerModule } from "../deps.ts";
import { type CheckpointsOptions, checkpoints } from "./checkpoints/filesystem/mod.ts";
import { type SnapshotsOptions, snapshots } from "./snapshots/recent/mod.ts";

/** Options of {@link tieredRollback}. */
export interface TieredRollbackOptions {
  /** The fast tier: states in memory. */
  readonly snapshots?: SnapshotsOptions;
  /** The full tier: checkpoints on disk. @default none, the fast tier alone */
  readonly checkpoints?: CheckpointsOptions;
}

/**
 * A preset for rollbacks: states in memory, restored within a millisecond, and checkpoints if a directory is named.
 *
 * @example
 * ```ts run
 * import { tieredRollback } from "tolaria";
 *
 * const modules = tieredRollback({
 *   snapshots: { count: 5, everySteps: 20 },
 *   checkpoints: { directory: "out/checkpoints" },
 * });
 * ```
 */
export function tieredRollback(options: TieredRollbackOptions = {}): readonly ContainerModule[] {
  const fast = snapshots(options.snapshots);
  return options.checkpoints ? [fast, checkpoints(options.checkpoints)] : [fast];
}
