import { WATCHDOG, type Watchdog } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NONE: Watchdog = {
  name: "none",
  observeStep: () => undefined,
  observeEpoch: () => undefined,
  state: () => null,
  restore: () => {},
};

/** Watches nothing. Steps that are not finite are kept away from the weights all the same. */
export function noWatchdog(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(WATCHDOG).toConstantValue(NONE);
  });
}
