import { setTimeout as pause } from "node:timers/promises";
import { messageOf, type Spool } from "../../../core/worker.ts";
import { EventEnvelope } from "../../../proto/mod.ts";
import { MessageDeduplicator, toOutbound } from "../_shared/mod.ts";
import { Connection, type ConnectionParts } from "./connection.ts";
import { DeliveryReceipts } from "./delivery_receipts.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";

/** What a bus worker works with. */
export interface BusWorkerParts extends Pick<ConnectionParts, "open" | "wait"> {
  readonly task: Pick<RedisTask, "capacity" | "flushTimeoutMs">;
  readonly spool: Spool;
  readonly clock: { monotonicMs(): number; wallMs(): number };
  /** Sends a message to the training's thread. */
  readonly post: (message: FromWorker) => void;
}

/** The part of the bus that runs in a worker: sends messages, receives others', and reports what happened to them. */
export class BusWorker {
  readonly #parts: BusWorkerParts;
  readonly #receipts: DeliveryReceipts;
  readonly #deduplicator: MessageDeduplicator;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #connection: Connection;
  #flushes: (() => void)[] = [];

  constructor(parts: BusWorkerParts) {
    const { task, spool, clock, post, open, wait } = parts;
    this.#parts = parts;
    const receipts = new DeliveryReceipts((counts) => post({ receipts: counts }));
    this.#receipts = receipts;
    this.#deduplicator = new MessageDeduplicator(() => clock.wallMs());
    this.#sender = new Sender(
      task.capacity,
      spool,
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
          post({ unsaved: reason });
          this.#checkFlushes();
        },
      },
      clock,
    );
    this.#receiver = new Receiver(this.#deduplicator, {
      onArrival: (arrived) => post({ arrived }),
      onIgnored: (kind) => receipts.ignored(kind),
      onRefused: (reason) => receipts.refused(reason),
    });
    this.#connection = new Connection({
      open,
      sender: this.#sender,
      receiver: this.#receiver,
      onLink: (up, reason) => {
        post({ link: { up, reason } });
        this.#checkFlushes();
      },
      ...(wait && { wait }),
    });
  }

  /** Takes over what was left on disk, and connects. */
  start(): void {
    try {
      this.#recover();
    } catch (error) {
      this.#parts.post({ unsaved: messageOf(error) });
    }
    this.#connection.start();
  }

  #recover(): void {
    const { spool, post } = this.#parts;
    const adopted = spool.adopt();
    const ownCount = spool.count - adopted;
    let recovered = 0;
    for (const [index, record] of spool.peek().entries()) {
      try {
        this.#sender.push(toOutbound(EventEnvelope.decode(record.data)), record.id);
        if (index >= ownCount) recovered += 1;
      } catch (error) {
        spool.setAside(record, messageOf(error));
      }
    }
    if (recovered > 0) post({ recovered });
    const { setAsideCount } = spool;
    for (let count = 0; count < setAsideCount; count++) {
      this.#receipts.refused(`a record in "${spool.path}" is no message, and was set aside`);
    }
  }

  /** Handles a message of the training's thread. */
  onMessage(message: ToWorker): void {
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
    const { task } = this.#parts;
    await Promise.race([this.#flushed(), pause(task.flushTimeoutMs)]);
    await this.#connection.stop();
    this.#sender.abandon("the bus was disposed before the destination took it");
  }

  #done(done: number): void {
    this.#receipts.flush();
    this.#parts.post({ done });
  }
}
