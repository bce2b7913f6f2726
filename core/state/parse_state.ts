import type { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import { parseOptions, show } from "../options.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";

/** Returns the state of a policy; null if it keeps none. */
export function policyState(policy: LearningRatePolicy): Json {
  return policy.state?.() ?? null;
}

/**
 * Restores a policy from a state that {@link policyState} returned.
 *
 * @throws {TolariaError} `state/invalid` if the state is not one of this policy.
 */
export function restorePolicy(policy: LearningRatePolicy, state: Json): void {
  if (policy.restore) {
    policy.restore(state);
    return;
  }
  if (state === null) return;
  throw new TolariaError(
    "state/invalid",
    `Policy "${policy.name}" keeps no state, but the checkpoint holds ${show(state)} for it. Cannot restore it.`,
  );
}

/** States that were captured in this process. */
const TRUSTED = new WeakSet<object>();

/**
 * Marks a state that its owner captured and nothing changes, so that {@link parseState} returns it unchecked. Checking
 * would be most of the cost of a rollback from memory.
 */
export function trustState<T extends object>(state: T): T {
  TRUSTED.add(state);
  return state;
}

/**
 * Checks a state against `schema`, unless {@link trustState} marked it.
 *
 * @param owner Owner of the state, for the message.
 * @throws {TolariaError} `state/invalid`, one line per fault.
 */
export function parseState<S extends z.ZodType>(
  owner: string,
  schema: S,
  state: Json,
): z.output<S> {
  if (typeof state === "object" && state !== null && TRUSTED.has(state))
    return state as z.output<S>;
  try {
    return parseOptions(`restore ${owner}`, schema, state);
  } catch (error) {
    throw new TolariaError("state/invalid", (error as Error).message, { cause: error });
  }
}
