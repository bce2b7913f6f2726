import { CLOCK, machineClock } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** Tells the machine's time. */
export function systemClock(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(machineClock);
  });
}
