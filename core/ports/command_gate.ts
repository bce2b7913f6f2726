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
  /**
   * Returns the command in `envelope`, the bytes of a `BusEnvelope`.
   *
   * @param accept Called before the command counts as let in. If it throws, it does not: the same bytes may come again.
   */
  admit(envelope: Uint8Array, accept?: (command: AdaptationCommand) => void): AdaptationCommand;
  /** Signs messages between runs with the gate's key. @default they are not signed */
  readonly seal?: MessageSeal;
}

/** Signs messages between runs that share a key. */
export interface MessageSeal {
  /** Returns the signature of a message. */
  sign(message: Uint8Array): string;
  /** Returns whether a signature is the one of a message; takes as long either way. */
  verify(message: Uint8Array, signature: string): boolean;
}
