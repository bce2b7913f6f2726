import { GRADIENT_AGGREGATOR, type GradientAggregator } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** A module that makes `aggregator` the run's. */
export function bindAggregator(aggregator: GradientAggregator): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(GRADIENT_AGGREGATOR).toConstantValue(aggregator);
  });
}
