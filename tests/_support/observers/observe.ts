import { CLOCK, RUN_OBSERVER, type RunObserver } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { resolveProvider } from "../providers/resolve_provider.ts";
import type { FakeClock } from "./fake_terminal.ts";

/** Makes the observer that `module` binds, with `clock` for the time. */
export function observerOf(module: ContainerModule, clock: FakeClock): Promise<RunObserver> {
  const time = new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(clock);
  });
  return resolveProvider(RUN_OBSERVER, module, time);
}
