import { type Json, show, TolariaError } from "../../../core/mod.ts";
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
    `Cannot export the state of '${policy.name}' as it must have at most ${MAX_MESSAGE_BYTES} bytes: current value is ${bytes.length}`,
  );
}

/**
 * Puts `policy` back to what {@link exportMemory} gave.
 *
 * @throws {TolariaError} `state/invalid` where that is not of this policy; whatever the policy throws.
 */
export function importMemory(policy: TamiyoPolicy, bytes: Uint8Array): void {
  const remembered = parse(policy, bytes);
  if (policy.restore) return policy.restore(remembered.state);
  throw invalid(policy, "it must take a state back: it has no method 'restore'");
}

function parse(policy: TamiyoPolicy, bytes: Uint8Array): Remembered {
  let parsed: Partial<Remembered> | null;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(policy, "its state must be JSON", cause);
  }
  if (parsed?.policy === policy.name && parsed.state !== undefined) return parsed as Remembered;
  throw invalid(
    policy,
    `its state must be one of '${policy.name}': current value is ${show(parsed?.policy)}`,
  );
}

function invalid({ name }: TamiyoPolicy, why: string, cause?: unknown): TolariaError {
  return new TolariaError("state/invalid", `Cannot restore the policy '${name}' as ${why}`, {
    cause,
  });
}
