import { CHECKPOINT_STORE, type CheckpointStore } from "../../../core/mod.ts";
import { Container, ContainerModule } from "../../../deps.ts";
import { type CheckpointsOptions, checkpoints, systemClock } from "../../../modules/mod.ts";

/** A store of files of which `change` has replaced some methods. */
export function changedStore(
  options: CheckpointsOptions,
  change: (store: CheckpointStore) => Partial<CheckpointStore>,
): ContainerModule {
  const container = new Container();
  container.load(systemClock(), checkpoints(options));
  const store = container.get(CHECKPOINT_STORE);
  const changed: CheckpointStore = {
    name: store.name,
    everyEpochs: store.everyEpochs,
    place: store.place,
    start: (onRepaired, run) => store.start(onRepaired, run),
    write: (draft) => store.write(draft),
    list: () => store.list(),
    load: (choice) => store.load(choice),
    dispose: () => store.dispose(),
    ...change(store),
  };
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE)
      .toResolvedValue(() => changed, [])
      .inSingletonScope()
      .onDeactivation(() => changed.dispose());
  });
}
