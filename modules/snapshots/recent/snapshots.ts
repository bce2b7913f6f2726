import { parseOptions, SNAPSHOT_STORE } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { RecentStates } from "./recent_states.ts";

/** Options of {@link snapshots}. */
export interface SnapshotsOptions {
  /** States to keep, at least 1. @default 5 */
  readonly count?: number;
  /** Bytes of numbers to keep, at least 1. @default 1 GiB */
  readonly bytes?: number;
  /** Steps from one state to the next, at least 1. @default 50 */
  readonly everySteps?: number;
}

const GIBIBYTE = 2 ** 30;

const SnapshotsSchema: z.ZodType<Required<SnapshotsOptions>> = z.strictObject({
  count: z.int().min(1).default(5),
  bytes: z.int().min(1).default(GIBIBYTE),
  everySteps: z.int().min(1).default(50),
});

/**
 * Keeps recent states of the run in memory, so that it can roll back within a millisecond.
 *
 * The default.
 *
 * A state keeps the buffers of its tensors without a copy, and training continues in new ones. So it takes no time, but
 * the memory of all weights and moments once more.
 */
export function snapshots(options: SnapshotsOptions = {}): ContainerModule {
  const checked = parseOptions("keep snapshots", SnapshotsSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(SNAPSHOT_STORE)
      .toResolvedValue(() => new RecentStates(checked))
      .inSingletonScope()
      .onDeactivation((store) => store.dispose());
  });
}
