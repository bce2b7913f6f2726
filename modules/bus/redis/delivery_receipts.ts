import { priorityName } from "../../../core/worker.ts";
import { isCritical, noDrops, type OutboundMessage } from "../_shared/mod.ts";
import type { Receipts } from "./messages.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Collects what happened to messages and posts it once a turn: under load there are thousands of them. */
export class DeliveryReceipts {
  readonly #post: (receipts: Receipts) => void;
  #turn: NodeJS.Immediate | undefined;
  #safe: string[] = [];
  #receipts = noReceipts();

  constructor(post: (receipts: Receipts) => void) {
    this.#post = post;
  }

  delivered(message: OutboundMessage): void {
    this.#receipts.delivered[priorityName(message.priority)] += 1;
    this.#addSafe(message);
  }

  dropped(message: OutboundMessage, reason: string): void {
    this.#receipts.dropped[priorityName(message.priority)] += 1;
    this.#receipts.dropReason = reason;
    this.#addSafe(message);
  }

  saved(message: OutboundMessage): void {
    this.#addSafe(message);
  }

  ignored(kind: "repeated" | "expired"): void {
    this.#receipts[kind] += 1;
    this.#schedule();
  }

  refused(reason: string): void {
    this.#receipts.refused += 1;
    this.#receipts.refusal = reason;
    this.#schedule();
  }

  /** Posts at once. */
  flush(): void {
    if (!this.#turn) return;
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#post({ ...this.#receipts, safe: this.#safe });
    this.#safe = [];
    this.#receipts = noReceipts();
  }

  #addSafe(message: OutboundMessage): void {
    if (isCritical(message)) this.#safe.push(message.eventId);
    this.#schedule();
  }

  #schedule(): void {
    this.#turn ??= setImmediate(() => this.flush());
  }
}

function noReceipts(): Writable<Omit<Receipts, "safe">> {
  return {
    delivered: noDrops(),
    dropped: noDrops(),
    dropReason: "",
    repeated: 0,
    expired: 0,
    refused: 0,
    refusal: "",
  };
}
