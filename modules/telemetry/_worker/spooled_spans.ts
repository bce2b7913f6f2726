import { messageOf, type Spool } from "../../../core/worker.ts";
import { MessagePriority } from "../../../proto/mod.ts";
import type { LossCounter } from "../_sdk/mod.ts";
import { type BatcherParts, type DeliveryContext, FinalRefusal } from "./batcher.ts";

const { MESSAGE_PRIORITY_CRITICAL } = MessagePriority;

/** Critical spans on disk, of this process and of those that died. */
export class SpooledSpans {
  readonly #parts: Pick<BatcherParts, "spool" | "toRecord" | "check" | "deliver">;
  readonly #batchSize: number;
  readonly #losses: LossCounter;
  /** Records that are delivered at a time: one, to find the one that the destination refuses. */
  #size: number;

  constructor(
    parts: Pick<BatcherParts, "spool" | "toRecord" | "check" | "deliver">,
    batchSize: number,
    losses: LossCounter,
  ) {
    this.#parts = parts;
    this.#batchSize = batchSize;
    this.#size = batchSize;
    this.#losses = losses;
  }

  /** Adds spans. @throws {Error} If the disk does not take them. */
  append(spans: readonly string[]): void {
    const { spool, toRecord } = this.#parts;
    spool.append(spans.map((span) => new TextEncoder().encode(toRecord(span))));
  }

  /**
   * Delivers the oldest spans. What cannot be read, or is refused for good, is set aside and counted: nothing waits behind it.
   *
   * @returns How many spans the destination took.
   * @throws {Error} If the destination takes none now.
   */
  async deliver(context: DeliveryContext): Promise<number> {
    const { spool, deliver } = this.#parts;
    const records = this.#readable();
    if (records.length === 0) return 0;
    try {
      const { spans, reason } = await deliver(
        records.map(({ text }) => text),
        context,
      );
      spool.remove(records.map(({ id }) => id));
      for (let count = 0; count < spans; count++)
        this.#losses.add(MESSAGE_PRIORITY_CRITICAL, reason);
      if (spool.count === 0) this.#size = this.#batchSize;
      return records.length - spans;
    } catch (error) {
      if (!(error instanceof FinalRefusal)) throw error;
      if (records.length === 1) this.#setAside(records[0] as Readable, messageOf(error));
      this.#size = 1;
      return 0;
    }
  }

  #readable(): Readable[] {
    return this.#parts.spool.peek(this.#size).flatMap((record) => {
      const readable = { ...record, text: new TextDecoder().decode(record.data) };
      try {
        this.#parts.check(readable.text);
        return [readable];
      } catch (error) {
        this.#setAside(readable, messageOf(error));
        return [];
      }
    });
  }

  #setAside(record: Readable, reason: string): void {
    this.#parts.spool.setAside(record, reason);
    this.#losses.add(MESSAGE_PRIORITY_CRITICAL, `a spooled span was set aside: ${reason}`);
  }
}

type Readable = ReturnType<Spool["peek"]>[number] & { readonly text: string };
