import { createHmac, timingSafeEqual } from "node:crypto";
import { AdaptationCommand, BusEnvelope, BusMessageType, type FieldsOf } from "../../proto/mod.ts";
import type { MessageSeal } from "../ports/command_gate.ts";

/** Attributes of an envelope with a signed command. */
export const SIGNED = {
  /** 64 hexadecimal digits: HMAC-SHA256 of nonce, a zero byte, audience, a zero byte, and the payload. */
  signature: "signature",
  /** 16 to 64 characters of `A-Z a-z 0-9 - _`, never used before. */
  nonce: "nonce",
  /** Whom the command is for, as the gate's `audience`. */
  audience: "audience",
} as const;

/** What a nonce looks like. */
export const NONCE_PATTERN: RegExp = /^[A-Za-z0-9_-]{16,64}$/;

const SIGNATURE_PATTERN = /^[0-9a-f]{64}$/;

/** Key of the signature: bytes that both sides know. */
export type CommandKey = Uint8Array | string;

/** What a signature covers. */
export interface Signed {
  readonly nonce: string;
  readonly audience: string;
  readonly payload: Uint8Array;
}

function hmac(key: CommandKey, { nonce, audience, payload }: Signed): Buffer {
  // Zero bytes end nonce and audience, which cannot have one: nothing else gives the same bytes.
  return createHmac("sha256", key).update(`${nonce}\0${audience}\0`).update(payload).digest();
}

/** Whether `signature` is the one of what is signed; takes as long either way. */
export function isSignature(signature: string, key: CommandKey, signed: Signed): boolean {
  if (!SIGNATURE_PATTERN.test(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, "hex"), hmac(key, signed));
}

/** What stands in a nonce's place for messages of the bus: too short for a nonce, so that none passes for a command. */
const BUS = "bus";

/** Makes the seal of messages that runs with one key send each other, for any audience. */
export function sealOf(key: CommandKey): MessageSeal {
  const signed = (payload: Uint8Array) => ({ nonce: BUS, audience: "", payload });
  return {
    sign: (message) => hmac(key, signed(message)).toString("hex"),
    verify: (message, signature) => isSignature(signature, key, signed(message)),
  };
}

/**
 * Bytes of a `BusEnvelope` with a signed command, for a gate with the same key on the other side.
 *
 * @param command With `issuedAt`: it is accepted for 60 s from then.
 * @param audience The gate's `audience`: no other run accepts it.
 * @param nonce Never used before with this key; `crypto.randomUUID()` will do.
 */
export function signCommand(
  command: FieldsOf<typeof AdaptationCommand>,
  key: CommandKey,
  audience: string,
  nonce: string,
): Uint8Array {
  const payload = AdaptationCommand.encode(command);
  return BusEnvelope.encode({
    messageType: BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND,
    payload,
    attributes: {
      [SIGNED.nonce]: nonce,
      [SIGNED.audience]: audience,
      [SIGNED.signature]: hmac(key, { nonce, audience, payload }).toString("hex"),
    },
  });
}
