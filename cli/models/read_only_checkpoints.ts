import { CHECKPOINT_STORE, type CheckpointStore } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import { CheckpointDirectory } from "../../modules/mod.ts";

/** A store that resumes from the checkpoints of a directory and writes none, so that a run may go on writing there. */
export function readOnlyCheckpoints(path: string): ContainerModule {
  const directory = new CheckpointDirectory(path);
  const store: CheckpointStore = {
    name: "read-only",
    everyEpochs: 0,
    place: path,
    start: async () => {},
    write: () => {
      throw new Error(`"${path}" is only read. Cannot write a checkpoint.`);
    },
    list: async () => directory.list(),
    load: (choice) => directory.load(choice),
    dispose: async () => {},
  };
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE).toConstantValue(store);
  });
}
