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
    `Cannot ${action} a checkpoint as the run must have a store: compose checkpoints()`,
  );
}

/** Writes no checkpoint, and has none. The default. */
export function noCheckpoints(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE).toConstantValue(NONE);
  });
}
