import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import { policyState, restorePolicy } from "../state/parse_state.ts";
import type { GroupState } from "./authority_state.ts";
import { rateOrNone } from "./rate_history.ts";
import { RatedGroup, type RatedGroupParts } from "./rated_group.ts";

type Source = Pick<RatedGroupParts, "source" | "policy">;

/** Converts a group to plain JSON. */
export function groupState(group: RatedGroup): GroupState {
  const { warmup } = group;
  return {
    name: group.name,
    source: group.source,
    parent: group.parent?.name ?? null,
    warmup: warmup ? { ...warmup, startedAt: warmup.startedAt ?? null } : null,
    base: rateOrNone(group.base) ?? null,
    rate: rateOrNone(group.rate) ?? null,
    cause: group.cause ?? null,
    policy: group.policy ? policyState(group.policy) : null,
  };
}

/**
 * Restores groups and their policies. If one fails, all policies keep their state.
 *
 * @param current Groups whose policies are reused.
 * @param sourceOf Returns the run's policy for a group that does not exist now.
 */
export function restoredGroups(
  states: readonly GroupState[],
  current: readonly RatedGroup[],
  sourceOf: (name: string, parent: RatedGroup | undefined) => Source,
): readonly RatedGroup[] {
  const restored: RatedGroup[] = [];
  for (const state of states) {
    const parent = parentOf(state, restored);
    const known = current.find(({ name }) => name === state.name);
    const source = known?.source === state.source ? known : sourceOf(state.name, parent);
    if (source.source !== state.source) throw misses(state, source);
    restored.push(restoredGroup(state, source, parent));
  }
  restorePolicies(states, restored);
  return restored;
}

function restoredGroup(
  state: GroupState,
  { source, policy }: Source,
  parent: RatedGroup | undefined,
): RatedGroup {
  const { name, warmup } = state;
  const group = new RatedGroup({
    name,
    source,
    policy,
    parent,
    warmup: warmup ? { ...warmup, startedAt: warmup.startedAt ?? undefined } : undefined,
  });
  group.base = state.base ?? Number.NaN;
  group.rate = state.rate ?? Number.NaN;
  group.cause = state.cause ?? undefined;
  return group;
}

function restorePolicies(states: readonly GroupState[], groups: readonly RatedGroup[]): void {
  const policies = groups.map(({ policy }) => policy);
  const before: Json[] = policies.map((policy) => (policy ? policyState(policy) : null));
  try {
    policies.forEach((policy, index) => {
      if (policy) restorePolicy(policy, states[index]?.policy ?? null);
    });
  } catch (error) {
    policies.forEach((policy, index) => {
      if (policy) restorePolicy(policy, before[index] as Json);
    });
    throw error;
  }
}

function parentOf(state: GroupState, restored: readonly RatedGroup[]): RatedGroup | undefined {
  const parent = restored.find(({ name }) => name === state.parent);
  const needed = state.parent !== null || state.warmup !== null || state.source === "parent";
  if (parent !== undefined || !needed) return parent;
  throw new TolariaError(
    "state/invalid",
    `The parent of group "${state.name}" must precede it, but is ${state.parent === null ? "none" : `"${state.parent}"`}. Cannot restore the learning rates.`,
  );
}

function misses({ name, source }: GroupState, { source: found }: Source): TolariaError {
  const remedy =
    source === "own" ? "register it with its policy first" : "use the policy that it ran with";
  return new TolariaError(
    "state/invalid",
    `The rate of group "${name}" came from ${SOURCES[source]}, but now comes from ${SOURCES[found]}: ${remedy}. Cannot restore the learning rates.`,
  );
}

const SOURCES = {
  own: "a policy of its own",
  run: "the run's policy",
  parent: "its parent's rate",
} as const;
