import { TolariaError } from "../errors/mod.ts";
import type { Host } from "../ports/host.ts";
import { findNonFiniteWeights } from "./non_finite_weights.ts";
import type { ParameterGroups } from "./parameter_groups.ts";

/** Disposes `groups` and throws if a weight of a host is not finite before the first step. */
export async function checkWeights({ name }: Host, groups: ParameterGroups): Promise<void> {
  const [weight, ...others] = await findNonFiniteWeights(groups);
  if (weight === undefined) return;
  groups.dispose();
  const more = others.length > 0 ? ` and ${others.length} others` : "";
  throw new TolariaError(
    "host/unsupported",
    `Weight "${weight}"${more} of "${name}" holds NaN or an infinity before the first step.`,
  );
}
