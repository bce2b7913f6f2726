import { messageOf, type Spool } from "../../../core/worker.ts";
import type { OutboundMessage } from "../_shared/mod.ts";
import type { SenderListener } from "./sender.ts";

/** Writes CRITICAL messages to a spool, all that arrive in one turn at once, unless they are delivered before. */
export class UnsavedMessages {
  readonly #spool: Spool;
  readonly #listener: Pick<SenderListener, "onSaved" | "onUnsaved">;
  readonly #unsaved = new Map<string, OutboundMessage>();
  /** Records on disk, by the id of the message. */
  readonly #records = new Map<string, number>();
  #turn: NodeJS.Immediate | undefined;

  constructor(spool: Spool, listener: Pick<SenderListener, "onSaved" | "onUnsaved">) {
    this.#spool = spool;
    this.#listener = listener;
  }

  /** Number of messages that are about to be written. */
  get length(): number {
    return this.#unsaved.size;
  }

  /** @param recordId The record of the message, if it is on disk already. */
  add(message: OutboundMessage, recordId?: number): void {
    if (recordId !== undefined) {
      this.#records.set(message.eventId, recordId);
      return;
    }
    this.#unsaved.set(message.eventId, message);
    this.#turn ??= setImmediate(() => this.#save());
  }

  /** Removes messages that were delivered. */
  remove(messages: readonly OutboundMessage[]): void {
    const ids: number[] = [];
    for (const { eventId } of messages) {
      const id = this.#records.get(eventId);
      if (id !== undefined) ids.push(id);
      this.#records.delete(eventId);
      this.#unsaved.delete(eventId);
    }
    try {
      this.#spool.remove(ids);
    } catch {
      // They are sent once more by whoever takes the spool over, and known by their ids.
    }
  }

  /** Writes what is left, and leaves it to the next process. */
  close(): void {
    this.#save();
    this.#spool.close();
  }

  #save(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const messages = [...this.#unsaved.values()];
    this.#unsaved.clear();
    try {
      const ids = this.#spool.append(messages.map(({ bytes }) => bytes));
      for (const [index, { eventId }] of messages.entries()) {
        this.#records.set(eventId, ids[index] as number);
      }
      for (const message of messages) this.#listener.onSaved(message);
    } catch (error) {
      for (const message of messages) this.#listener.onUnsaved(message, messageOf(error));
    }
  }
}
