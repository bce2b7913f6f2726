import type { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import { parseOptions, show } from "../options.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";

/** What `policy` remembers; null where it remembers nothing. */
export function policyState(policy: LearningRatePolicy): Json {
  return policy.state?.() ?? null;
}

/**
 * Puts `policy` back to `state`, as {@link policyState} gave it.
 *
 * @throws {TolariaError} `state/invalid` where the state is not one of this policy.
 */
export function restorePolicy(policy: LearningRatePolicy, state: Json): void {
  if (policy.restore) {
    policy.restore(state);
    return;
  }
  if (state === null) return;
  throw new TolariaError(
    "state/invalid",
    `Cannot restore '${policy.name}' as its state must be null, for it remembers nothing: current value is ${show(state)}`,
  );
}

/**
 * Checks what is to be restored against `schema`.
 *
 * @param what Whose state it is, for the message.
 * @throws {TolariaError} `state/invalid`, naming every fault.
 */
export function parseState<S extends z.ZodType>(what: string, schema: S, state: Json): z.output<S> {
  try {
    return parseOptions(`restore ${what}`, schema, state);
  } catch (error) {
    throw new TolariaError("state/invalid", (error as Error).message, { cause: error });
  }
}
