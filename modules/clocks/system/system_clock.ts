import { CLOCK, type Clock, schedulingDelayMs } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const CLOCK_OF_THE_SYSTEM: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  schedulingDelayMs,
};

/** Tells the machine's time. */
export function systemClock(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CLOCK).toConstantValue(CLOCK_OF_THE_SYSTEM);
  });
}
