import type { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import { parseOptions, show } from "../options.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";

/** What `policy` remembers; null if it remembers nothing. */
export function policyState(policy: LearningRatePolicy): Json {
  return policy.state?.() ?? null;
}

/**
 * Puts `policy` back to `state`, as {@link policyState} gave it.
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
    `Policy "${policy.name}" keeps no state, but the checkpoint holds ${show(state)} for it. Cannot restore "${policy.name}".`,
  );
}

/** States that were made in this process. */
const MADE = new WeakSet<object>();

/**
 * Takes note that its owner made `state`, and that nothing changes it: {@link parseState} gives it back as it is. To check
 * such states again would be most of what going back to one in memory takes.
 */
export function madeHere<T extends object>(state: T): T {
  MADE.add(state);
  return state;
}

/**
 * Checks what is to be restored against `schema`, but for what is known from {@link madeHere}.
 *
 * @param what Whose state it is, for the message.
 * @throws {TolariaError} `state/invalid`, naming every fault.
 */
export function parseState<S extends z.ZodType>(what: string, schema: S, state: Json): z.output<S> {
  if (typeof state === "object" && state !== null && MADE.has(state)) return state as z.output<S>;
  try {
    return parseOptions(`restore ${what}`, schema, state);
  } catch (error) {
    throw new TolariaError("state/invalid", (error as Error).message, { cause: error });
  }
}
