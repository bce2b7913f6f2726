import { SIGNAL_CHANNEL } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { LocalSignals } from "../_local/mod.ts";

/** Keeps emergency signals in the process: no other can raise, hear or acknowledge one. */
export function inProcessSignals(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SIGNAL_CHANNEL).toConstantValue(new LocalSignals("the run keeps its signals to itself"));
  });
}
