import { CLOCK, machineClock } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** Uses the machine's clock. */
export function systemClock(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(machineClock);
  });
}
