import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../core/mod.ts";
import { MessageDeduplicator } from "../_shared/mod.ts";
import { Connection, type ConnectionParts } from "./connection.ts";
import { DeliveryReceipts } from "./delivery_receipts.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";
import type { Spill } from "./spill.ts";

/** What a bus worker works with. */
export interface BusWorkerParts extends Pick<ConnectionParts, "open" | "wait"> {
  readonly task: Pick<RedisTask, "capacity" | "flushTimeoutMs">;
  readonly spill: Spill;
  readonly clock: { monotonicMs(): number; wallMs(): number };
  /** Says something to the training's thread. */
  readonly say: (message: FromWorker) => void;
}

/** All of the bus that is not on the training's thread: takes its messages, and says what became of them. */
export class BusWorker {
  readonly #parts: BusWorkerParts;
  readonly #receipts: DeliveryReceipts;
  readonly #deduplicator: MessageDeduplicator;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #connection: Connection;
  #flushes: (() => void)[] = [];

  constructor(parts: BusWorkerParts) {
    const { task, spill, clock, say, open, wait } = parts;
    this.#parts = parts;
    const receipts = new DeliveryReceipts((counts) => say({ receipts: counts }));
    this.#receipts = receipts;
    this.#deduplicator = new MessageDeduplicator(() => clock.wallMs());
    this.#sender = new Sender(
      task.capacity,
      spill,
      {
        onDelivered: (message) => {
          receipts.delivered(message);
          this.#connection.noteDelivery();
          this.#checkFlushes();
        },
        onDropped: (message, reason) => {
          receipts.dropped(message, reason);
          this.#checkFlushes();
        },
        onSaved: (message) => {
          receipts.saved(message);
          this.#checkFlushes();
        },
        onUnsaved: (_, reason) => {
          say({ unsaved: reason });
          this.#checkFlushes();
        },
      },
      clock,
    );
    this.#receiver = new Receiver(this.#deduplicator, {
      onArrival: (arrived) => say({ arrived }),
      onIgnored: (kind) => receipts.ignored(kind),
      onRefused: (reason) => receipts.refused(reason),
    });
    this.#connection = new Connection({
      open,
      sender: this.#sender,
      receiver: this.#receiver,
      onLink: (up, reason) => {
        say({ link: { up, reason } });
        this.#checkFlushes();
      },
      ...(wait && { wait }),
    });
  }

  /** Takes up what was left on disk, and begins. */
  async start(): Promise<void> {
    const { spill, say } = this.#parts;
    try {
      const { own, left, refused } = await spill.recover();
      for (const message of [...own, ...left]) this.#sender.push(message);
      if (left.length > 0) say({ recovered: left.length });
      for (const reason of refused) this.#receipts.refused(reason);
    } catch (error) {
      say({ unsaved: messageOf(error) });
    }
    this.#connection.start();
  }

  /** Does what the training's thread asks for. */
  take(message: Exclude<ToWorker, { readonly start: unknown }>): void {
    if ("publish" in message) {
      this.#deduplicator.rememberOwn(message.publish.eventId);
      if (message.again) this.#sender.pushAgain(message.publish);
      else this.#sender.push(message.publish);
    } else if ("handled" in message) this.#receiver.handled(message.handled);
    else if ("wantsAll" in message) this.#receiver.wantsAll = true;
    else if ("flush" in message) void this.#flushed().then(() => this.#done(message.flush));
    else void this.#close().then(() => this.#done(message.close));
  }

  /** Settles once nothing waits, or only what is on disk for a destination that does not answer. */
  #flushed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#flushes.push(resolve);
    if (this.#sender.waiting > 0) this.#connection.retryNow();
    this.#checkFlushes();
    return promise;
  }

  #checkFlushes(): void {
    const { saving, waiting } = this.#sender;
    if (saving > 0 || (waiting > 0 && !this.#connection.down)) return;
    for (const resolve of this.#flushes.splice(0)) resolve();
  }

  async #close(): Promise<void> {
    const { task, spill } = this.#parts;
    await Promise.race([this.#flushed(), pause(task.flushTimeoutMs)]);
    await this.#connection.stop();
    this.#sender.abandon("the bus was disposed before the destination took it");
    await spill.close();
  }

  #done(done: number): void {
    this.#receipts.flush();
    this.#parts.say({ done });
  }
}
