import { messageOf } from "../../../core/worker.ts";
import { EventEnvelope } from "../../../proto/mod.ts";
import { expiryMs } from "./outbound_message.ts";

/** What is to become of bytes that came in. */
export type Evaluation =
  | { readonly kind: "fresh"; readonly envelope: EventEnvelope }
  /** Sent by this bus itself, come before, or too late to mean anything. */
  | { readonly kind: "own" | "repeated" | "expired" }
  | { readonly kind: "refused"; readonly reason: string };

/** Ids that are remembered: more than a bus of others' messages holds. */
const REMEMBERED = 20_000;

/** Longest id that is one; this remembers many of them. */
const MAX_ID_LENGTH = 256;

/** Decides about what comes in: trusts no byte of it, and lets no message in twice. */
export class MessageDeduplicator {
  readonly #wallMs: () => number;
  /** Ids, oldest first, and whether they are of this bus's own messages. */
  readonly #seen = new Map<string, "own" | "repeated">();

  /** @param wallMs Milliseconds since 1970. */
  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** Notes the id of a message of this bus's own. */
  rememberOwn(eventId: string): void {
    this.#remember(eventId, "own");
  }

  /** Decides about `bytes`, which may be malformed. */
  evaluate(bytes: Uint8Array): Evaluation {
    try {
      return this.#evaluate(EventEnvelope.decode(bytes));
    } catch (error) {
      return { kind: "refused", reason: messageOf(error) };
    }
  }

  #evaluate(envelope: EventEnvelope): Evaluation {
    const { eventId } = envelope;
    if (eventId === "" || eventId.length > MAX_ID_LENGTH) {
      const rule = `"event_id" must have 1 to ${MAX_ID_LENGTH} characters`;
      return {
        kind: "refused",
        reason: `${rule}, but has ${eventId.length}. Cannot read EventEnvelope.`,
      };
    }
    const before = this.#seen.get(eventId);
    if (before) return { kind: before };
    this.#remember(eventId, "repeated");
    if (expiryMs(envelope) < this.#wallMs()) return { kind: "expired" };
    return { kind: "fresh", envelope };
  }

  #remember(eventId: string, kind: "own" | "repeated"): void {
    this.#seen.set(eventId, kind);
    if (this.#seen.size <= REMEMBERED) return;
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}
