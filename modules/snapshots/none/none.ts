import { SNAPSHOT_STORE, type SnapshotStore } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NONE: SnapshotStore = {
  name: "none",
  everySteps: 0,
  count: 0,
  tensors: 0,
  bytes: 0,
  add: () => "no states are kept in memory: compose snapshots()",
  nearest: () => undefined,
  forgetAfter: () => {},
  dispose: () => {},
};

/** Keeps no state in memory: a run can roll back only to checkpoints. */
export function noSnapshots(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SNAPSHOT_STORE).toConstantValue(NONE);
  });
}
