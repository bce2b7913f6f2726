import type { AdaptationCommand } from "../../proto/mod.ts";

/**
 * Decides which commands from outside the process are let in.
 *
 * A provider must: (1) throw `command/refused`, `leyline/malformed`, `leyline/version` or `leyline/oversized` and nothing else,
 * whatever the bytes; (2) let the same bytes in once at most.
 */
export interface CommandGate {
  /** Name in reports. */
  readonly name: string;
  /** Whether any command can be let in. */
  readonly admits: boolean;
  /** The command in `envelope`, the bytes of a `BusEnvelope`. */
  admit(envelope: Uint8Array): AdaptationCommand;
}
