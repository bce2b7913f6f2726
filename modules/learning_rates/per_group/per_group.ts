import { type LearningRatePolicy, PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { PolicySchema, passedThrough } from "../_shared/mod.ts";

/** Which policy each parameter group has. */
export interface PerGroupOptions {
  /** For groups that are not named. */
  readonly default: PolicyModule;
  /** By the name of the group. */
  readonly groups: Readonly<Record<string, PolicyModule>>;
}

const PerGroupSchema = z.strictObject({
  default: PolicySchema,
  groups: z.record(z.string().min(1), PolicySchema),
});

/**
 * Gives each parameter group a policy. Must be outermost: it may contain composed policies, but cannot be composed
 * itself.
 */
export function perGroup(options: PerGroupOptions): PolicyModule {
  const checked = parseOptions("make perGroup", PerGroupSchema, options);
  return new PolicyModule(() => {
    const others = checked.default.create();
    const named = new Map<string, LearningRatePolicy>(
      Object.entries(checked.groups).map(([group, policy]) => [group, policy.create()]),
    );
    return {
      ...passedThrough(others),
      name: "per-group",
      check: (extent) => {
        for (const policy of [others, ...named.values()]) policy.check(extent);
      },
      rate: (moment) => others.rate(moment),
      groups: [...named.keys()],
      forGroup: (group) => named.get(group),
    };
  }, checked);
}
