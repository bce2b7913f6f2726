import { errorMessage, type Json, show, TolariaError } from "../../../core/worker.ts";
import { MAX_MESSAGE_BYTES } from "../../../proto/mod.ts";
import type { TamiyoPolicy } from "./policy.ts";

/** What a policy remembers, as it crosses to the training. */
interface Remembered {
  /** Name of the policy. */
  readonly policy: string;
  readonly state: Json;
}

/**
 * What `policy` remembers; undefined for one that does not say so.
 *
 * @throws {RangeError} If it is more than a message may have.
 */
export function exportMemory(policy: TamiyoPolicy): Uint8Array | undefined {
  if (!policy.state) return undefined;
  const remembered: Remembered = { policy: policy.name, state: policy.state() };
  const bytes = new TextEncoder().encode(JSON.stringify(remembered));
  if (bytes.length <= MAX_MESSAGE_BYTES) return bytes;
  throw new RangeError(
    `A state must have at most ${MAX_MESSAGE_BYTES} bytes, but has ${bytes.length}. Cannot export the state of "${policy.name}".`,
  );
}

/**
 * Puts `policy` back to what {@link exportMemory} gave.
 *
 * @throws {TolariaError} `state/invalid` if that is not of this policy; what the policy throws.
 */
export function importMemory(policy: TamiyoPolicy, bytes: Uint8Array): void {
  const remembered = parse(policy, bytes);
  if (policy.restore) return policy.restore(remembered.state);
  throw invalid(policy, `the policy has no method "restore"`);
}

function parse(policy: TamiyoPolicy, bytes: Uint8Array): Remembered {
  let parsed: Partial<Remembered> | null;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(policy, "the state must be JSON", cause);
  }
  if (parsed?.policy === policy.name && parsed.state !== undefined) return parsed as Remembered;
  throw invalid(
    policy,
    `the state must be one of "${policy.name}", but is ${show(parsed?.policy)}`,
  );
}

function invalid({ name }: TamiyoPolicy, why: string, cause?: unknown): TolariaError {
  return new TolariaError("state/invalid", errorMessage(why, `restore policy "${name}"`), {
    cause,
  });
}
