import { safeText } from "../../../core/mod.ts";

/** The bytes of `text`, at most `limit` of them: whole characters. */
export function toBytes(text: string, limit: number): Uint8Array {
  const bytes = new Uint8Array(limit);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}

/** `text`, cut off after at most `limit` bytes. */
export function cut(text: string, limit: number): string {
  return fromBytes(toBytes(text, limit));
}

/** The text that `bytes` are, as a terminal can show it: another program may have written them. */
export function fromBytes(bytes: Uint8Array): string {
  // A copy: Deno's decoder takes no view of memory that others may change.
  return safeText(new TextDecoder().decode(bytes.slice()));
}
