import type { tf } from "../../deps.ts";
import type { OwnershipCheck } from "../arena/ownership_check.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { RateIntegrity } from "../learning_rates/integrity.ts";
import type { StepGradient } from "./gradient_rule.ts";
import { clipGroup, type TransformScope, transformAll } from "./transform_all.ts";

/** What a step's gradient moves, and at which rates. */
export interface UpdateScope extends TransformScope {
  readonly integrity: RateIntegrity;
  readonly owners: OwnershipCheck;
  readonly rates: Pick<LearningRateAuthority, "rateOf">;
}

/** Moves the weights of every group by its part of the gradient, at its own rate. */
export function applyGradient(scope: UpdateScope, gradient: StepGradient): void {
  const { groups, integrity, owners, progress, rates, services } = scope;
  owners.check(groups);
  const clipped = services.transforms.length > 0 ? transformAll(scope, gradient) : undefined;
  let index = -1;
  for (const group of groups) {
    index += 1;
    // A seed that is not finite harms nobody but itself.
    if (!Number.isFinite(gradient.norms[index])) continue;
    const given_P = gradient.gradients[index] as tf.Tensor1D;
    const clipped_P = clipped?.get(group) ?? clipGroup(scope, gradient, group, index);
    const rate = rates.rateOf(group.name);
    const { rateCell } = group.optimizer;
    try {
      integrity.around(group.name, rateCell, rate, progress.step, () =>
        group.update(clipped_P, rate),
      );
    } finally {
      if (clipped_P !== given_P) clipped_P.dispose();
    }
  }
}
