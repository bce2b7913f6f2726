import { WATCHDOG, type Watchdog } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NONE: Watchdog = {
  name: "none",
  observeStep: () => undefined,
  observeEpoch: () => undefined,
  state: () => null,
  restore: () => {},
};

/** Watches nothing. Non-finite steps are still kept away from the weights. */
export function noWatchdog(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(WATCHDOG).toConstantValue(NONE);
  });
}
