import { RUN_OBSERVER } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** Prints nothing. */
export function silent(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({});
  });
}
