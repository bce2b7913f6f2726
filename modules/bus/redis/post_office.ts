import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../core/mod.ts";
import { Admission } from "../_shared/mod.ts";
import { Courier, type CourierParts } from "./courier.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";
import { Settlements } from "./settlements.ts";
import type { Spill } from "./spill.ts";

/** What a post office works with. */
export interface PostOfficeParts extends Pick<CourierParts, "open" | "wait"> {
  readonly task: Pick<RedisTask, "capacity" | "flushTimeoutMs">;
  readonly spill: Spill;
  readonly clock: { monotonicMs(): number; wallMs(): number };
  /** Says something to the training's thread. */
  readonly say: (message: FromWorker) => void;
}

/** All of the bus that is not on the training's thread: takes its messages, and says what became of them. */
export class PostOffice {
  readonly #parts: PostOfficeParts;
  readonly #settlements: Settlements;
  readonly #admission: Admission;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #courier: Courier;
  #flushes: (() => void)[] = [];

  constructor(parts: PostOfficeParts) {
    const { task, spill, clock, say, open, wait } = parts;
    this.#parts = parts;
    const settlements = new Settlements((settled) => say({ settled }));
    this.#settlements = settlements;
    this.#admission = new Admission(() => clock.wallMs());
    this.#sender = new Sender(
      task.capacity,
      spill,
      {
        onDelivered: (parcel) => {
          settlements.delivered(parcel);
          this.#courier.noteDelivery();
          this.#checkFlushes();
        },
        onDropped: (parcel, reason) => {
          settlements.dropped(parcel, reason);
          this.#checkFlushes();
        },
        onKept: (parcel) => {
          settlements.kept(parcel);
          this.#checkFlushes();
        },
        onUnkept: (_, reason) => {
          say({ unkept: reason });
          this.#checkFlushes();
        },
      },
      clock,
    );
    this.#receiver = new Receiver(this.#admission, {
      onArrival: (arrived) => say({ arrived }),
      onIgnored: (kind) => settlements.ignored(kind),
      onRefused: (reason) => settlements.refused(reason),
    });
    this.#courier = new Courier({
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
      for (const parcel of [...own, ...left]) this.#sender.push(parcel);
      if (left.length > 0) say({ recovered: left.length });
      for (const reason of refused) this.#settlements.refused(reason);
    } catch (error) {
      say({ unkept: messageOf(error) });
    }
    this.#courier.start();
  }

  /** Does what the training's thread asks for. */
  take(message: Exclude<ToWorker, { readonly start: unknown }>): void {
    if ("publish" in message) {
      this.#admission.noteOwn(message.publish.eventId);
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
    this.#checkFlushes();
    return promise;
  }

  #checkFlushes(): void {
    const { keeping, waiting } = this.#sender;
    if (keeping > 0 || (waiting > 0 && !this.#courier.down)) return;
    for (const resolve of this.#flushes.splice(0)) resolve();
  }

  async #close(): Promise<void> {
    const { task, spill } = this.#parts;
    await Promise.race([this.#flushed(), pause(task.flushTimeoutMs)]);
    await this.#courier.stop();
    this.#sender.abandon("the bus was disposed before the destination took it");
    await spill.close();
  }

  #done(done: number): void {
    this.#settlements.flush();
    this.#parts.say({ done });
  }
}
