import { OPTIMIZER, type Optimizer } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** The module that makes `create()` the run's optimizer. */
export function bindOptimizer(create: () => Optimizer): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toResolvedValue(create).inSingletonScope();
  });
}
