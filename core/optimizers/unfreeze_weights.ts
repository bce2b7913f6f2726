import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { HOST_GROUP, type LearningRateAuthority } from "../learning_rates/authority.ts";
import type { Parameter, Unfreezing } from "../ports/host.ts";
import type { OptimizerManager } from "./optimizer_manager.ts";

/** What weights are unfrozen with. */
export interface UnfreezeScope {
  readonly groups: ParameterGroups;
  readonly optimizers: Pick<OptimizerManager, "unfreeze" | "prepareWeights" | "prepareGroup">;
  readonly rates: Pick<LearningRateAuthority, "rescale">;
}

/**
 * Begins to train what is due in `epoch`, from 1. Call it before each first step of an epoch.
 *
 * What is due follows from the groups alone, which are part of the run's state: after a rollback or a resume it is done
 * again, or not, as it was.
 */
export function unfreezeDue(
  unfreezings: readonly Unfreezing[],
  epoch: number,
  scope: UnfreezeScope,
): void {
  for (const unfreezing of unfreezings) {
    if (unfreezing.atEpoch !== epoch) continue;
    const { buffers } = scope.groups.get(HOST_GROUP).contents;
    const due = buffers.filter(({ name }) => unfreezing.weights.includes(name));
    if (due.length === 0) continue;
    if (unfreezing.learningRateScale === undefined) {
      scope.optimizers.unfreeze(HOST_GROUP, (name) => unfreezing.weights.includes(name));
    } else trainApart(unfreezing, due, unfreezing.learningRateScale, scope);
  }
}

function trainApart(
  { name }: Unfreezing,
  parameters: readonly Parameter[],
  scale: number,
  { groups, optimizers, rates }: UnfreezeScope,
): void {
  const host = groups.get(HOST_GROUP).contents;
  const buffers = host.buffers.filter((buffer) => !parameters.includes(buffer));
  const left = optimizers.prepareWeights(HOST_GROUP, { parameters: host.parameters, buffers });
  left.commit();
  optimizers.prepareGroup({ name, parameters, parent: HOST_GROUP, startShare: 1 }).commit();
  rates.rescale(name, scale, `unfrozen at ${scale} of the rate`);
}
