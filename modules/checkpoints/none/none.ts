import { CHECKPOINT_STORE, type CheckpointStore, TolariaError } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NONE: CheckpointStore = {
  name: "none",
  everyEpochs: 0,
  place: undefined,
  start: () => Promise.resolve(),
  write: () => ({ advance: () => true, done: Promise.reject(unavailable("write")) }),
  list: () => Promise.resolve([]),
  load: () => Promise.reject(unavailable("load")),
  dispose: () => Promise.resolve(),
};

function unavailable(action: string): TolariaError {
  return new TolariaError(
    "checkpoint/unavailable",
    `The run has no checkpoint store: add checkpoints() to its modules. Cannot ${action} a checkpoint.`,
  );
}

/** Writes no checkpoints. The default. */
export function noCheckpoints(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE).toConstantValue(NONE);
  });
}
