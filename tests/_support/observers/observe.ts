import { CLOCK, RUN_OBSERVER, type RunObserver } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { closedBreakers } from "../../../modules/mod.ts";
import type { FakeClock } from "../../../testing/_support/fake_terminal.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

/** Makes the observer that `module` binds, with `clock` for the time. */
export function observerOf(module: ContainerModule, clock: FakeClock): Promise<RunObserver> {
  const time = new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(clock);
  });
  return resolveProvider(RUN_OBSERVER, module, time, closedBreakers());
}
