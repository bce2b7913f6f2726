import { GRADIENT_TRANSFORM, type GradientTransform } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** The module that adds a transform to a run's. */
export function bindTransform(create: () => GradientTransform): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(GRADIENT_TRANSFORM).toResolvedValue(create).inSingletonScope();
  });
}
