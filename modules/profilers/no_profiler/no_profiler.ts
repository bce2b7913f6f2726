import { PROFILER, type Profiler } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NONE: Profiler = {
  name: "none",
  fault: undefined,
  watch: (telemetry) => telemetry,
  step: () => {},
  enter: () => {},
  end: () => undefined,
};

/** Profiles nothing. */
export function noProfiler(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(PROFILER).toConstantValue(NONE);
  });
}
