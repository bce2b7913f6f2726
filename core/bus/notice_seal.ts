import type { EventEnvelope, FieldsOf } from "../../proto/mod.ts";
import { TolariaError } from "../errors/mod.ts";
import type { MessageSeal } from "../ports/command_gate.ts";

/** The routing key that carries a signature begins so. */
const PREFIX = "hmac-sha256:";

type Envelope = Pick<FieldsOf<typeof EventEnvelope>, "eventType" | "eventId" | "payload">;

/** Signs a message, in a routing key: an envelope has no other place for it. */
export function sealNotice(
  envelope: FieldsOf<typeof EventEnvelope>,
  seal: MessageSeal,
): FieldsOf<typeof EventEnvelope> {
  const key = `${PREFIX}${seal.sign(signedBytes(envelope))}`;
  return { ...envelope, routingKeys: [...(envelope.routingKeys ?? []), key] };
}

/** @throws {TolariaError} `bus/refused` if a message is not signed with the seal's key. */
export function checkSeal(envelope: EventEnvelope, seal: MessageSeal): void {
  const key = envelope.routingKeys.find((one) => one.startsWith(PREFIX)) ?? PREFIX;
  if (seal.verify(signedBytes(envelope), key.slice(PREFIX.length))) return;
  throw new TolariaError(
    "bus/refused",
    `The notice is not signed with the key of this run's commands. Cannot take ${envelope.eventType}.`,
  );
}

/** Type and id among them: a notice that is sent again under another id, or as another kind, is not the same. */
function signedBytes({ eventType = "", eventId = "", payload = new Uint8Array() }: Envelope) {
  return Buffer.concat([Buffer.from(`${eventType}\0${eventId}\0`), payload ?? new Uint8Array()]);
}
