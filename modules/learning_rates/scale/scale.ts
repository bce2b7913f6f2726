import { PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { PolicySchema, passedThrough } from "../_shared/mod.ts";

const ScaleSchema = z.strictObject({ policy: PolicySchema, factor: z.number().positive() });

/**
 * Multiplies another policy's rates by `factor`.
 *
 * @param factor Greater than 0; use `frozenRate()` for 0.
 */
export function scale(policy: PolicyModule, factor: number): PolicyModule {
  const checked = parseOptions("make scale", ScaleSchema, { policy, factor });
  return new PolicyModule(() => {
    const inner = checked.policy.create();
    return {
      ...passedThrough(inner),
      name: "scale",
      rate: (moment) => checked.factor * inner.rate(moment),
    };
  }, checked);
}
