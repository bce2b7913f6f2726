import { AUTOPILOT, type Autopilot } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NONE: Autopilot = {
  name: "none",
  clearAfter: 1,
  respond: () => ({ kind: "go-on" }),
};

/** Does nothing about an alarm, which remains an incident of the run. */
export function noAutopilot(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(AUTOPILOT).toConstantValue(NONE);
  });
}
