import { type LearningRatePolicy, policyState, restorePolicy } from "../../../core/mod.ts";

/** What a policy that changes another one's rates, and nothing else, has in common with it. */
export function passedThrough(
  inner: LearningRatePolicy,
): Omit<LearningRatePolicy, "name" | "rate"> {
  return {
    check: (extent) => inner.check(extent),
    observeEpoch: (clock, metrics) => inner.observeEpoch?.(clock, metrics),
    state: () => policyState(inner),
    restore: (state) => restorePolicy(inner, state),
  };
}
