import { createHmac, timingSafeEqual } from "node:crypto";
import {
  AdaptationCommand,
  BusEnvelope,
  BusMessageType,
  type FieldsOf,
} from "../../../proto/mod.ts";

/** Attributes of an envelope with a signed command. */
export const SIGNED = {
  /** 64 hexadecimal digits: HMAC-SHA256 of the nonce, a zero byte and the payload. */
  signature: "signature",
  /** 16 to 64 characters of `A-Z a-z 0-9 - _`, never used before. */
  nonce: "nonce",
} as const;

/** What a nonce looks like. */
export const NONCE_PATTERN: RegExp = /^[A-Za-z0-9_-]{16,64}$/;

const SIGNATURE_PATTERN = /^[0-9a-f]{64}$/;

/** Key of the signature: bytes that both sides know. */
export type CommandKey = Uint8Array | string;

function hmac(key: CommandKey, nonce: string, payload: Uint8Array): Buffer {
  // The zero byte ends the nonce, which cannot have one: no other pair of nonce and payload gives the same bytes.
  return createHmac("sha256", key).update(`${nonce}\0`).update(payload).digest();
}

/** Whether `signature` is the one of `nonce` and `payload`; takes as long either way. */
export function isSignature(
  signature: string,
  key: CommandKey,
  nonce: string,
  payload: Uint8Array,
): boolean {
  if (!SIGNATURE_PATTERN.test(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, "hex"), hmac(key, nonce, payload));
}

/**
 * Bytes of a `BusEnvelope` with a signed command, for {@link signedCommands} on the other side.
 *
 * @param command With `issuedAt`: it is let in for 60 s from then.
 * @param nonce Never used before with this key; `crypto.randomUUID()` will do.
 */
export function signCommand(
  command: FieldsOf<typeof AdaptationCommand>,
  key: CommandKey,
  nonce: string,
): Uint8Array {
  const payload = AdaptationCommand.encode(command);
  return BusEnvelope.encode({
    messageType: BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND,
    payload,
    attributes: {
      [SIGNED.nonce]: nonce,
      [SIGNED.signature]: hmac(key, nonce, payload).toString("hex"),
    },
  });
}
