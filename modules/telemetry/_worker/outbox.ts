import { clearInterval, setInterval } from "node:timers";
import { messageOf, type Priority, PriorityQueue, type Spool } from "../../../core/mod.ts";
import { MessagePriority } from "../../../proto/mod.ts";
import { LossCounter } from "../_sdk/mod.ts";
import type { QueuedSpan } from "./batcher.ts";
import type { Ring } from "./ring.ts";

const { MESSAGE_PRIORITY_CRITICAL } = MessagePriority;

/** How often it is tried to empty what found no room in the ring, ms. */
const RETRY_MS = 50;

/** What an outbox works with. */
export interface OutboxParts {
  readonly ring: Ring;
  /** Most records that wait while the ring is full. */
  readonly capacity: number;
  /** Where critical spans go for which there is no room at all. */
  readonly spool: Spool;
  readonly toRecord: (span: string) => string;
  /** Tells the worker that there is something in the ring. */
  readonly wake: () => void;
}

/** The training thread's end of the ring: takes spans at once, even if the worker hangs. */
export class Outbox {
  readonly losses: LossCounter = new LossCounter();
  readonly #parts: OutboxParts;
  readonly #waiting: PriorityQueue<QueuedSpan>;
  #timer: NodeJS.Timeout | undefined;
  #closed: string | undefined;
  #sent = 0;
  /** What the spool held when it was closed. */
  #spilled = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#waiting = new PriorityQueue(parts.capacity);
  }

  /** Spans that went into the ring. */
  get sent(): number {
    return this.#sent;
  }

  /** Critical spans that stand on disk. */
  get spilled(): number {
    return this.#spilled + this.#parts.spool.count;
  }

  /** Spans that wait for room in the ring. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a span; costs no more than to copy it. */
  send(span: string, priority: Priority): void {
    if (this.#closed !== undefined) return this.#drop({ item: span, priority }, this.#closed);
    if (this.#timer === undefined && this.#push({ item: span, priority })) return;
    const dropped = this.#waiting.push({ item: span, priority });
    if (dropped) this.#drop(dropped, "the exporter did not keep up");
    this.#timer ??= setInterval(() => this.pump(), RETRY_MS).unref();
  }

  /** Takes metrics, unless there is no room: the next ones say the same and more. */
  sendMetrics(record: string): void {
    if (this.#closed === undefined) this.#parts.ring.push(record);
  }

  /** Brings what found no room into the ring; says whether all of it is there. */
  pump(): boolean {
    for (let next = this.#waiting.next; next; next = this.#waiting.next) {
      if (!this.#push(next)) return false;
      this.#waiting.take(1);
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  /** Takes no more: what comes is spilled or lost for `reason`, and so is what found no room. */
  close(reason: string): void {
    this.#closed ??= reason;
    clearInterval(this.#timer);
    for (const left of this.#waiting.take(this.#waiting.length)) this.#drop(left, reason);
    this.#spilled = this.#parts.spool.count;
    this.#parts.spool.close();
  }

  /** Tries to bring a span into the ring; says whether nothing is left to do with it. */
  #push(queued: QueuedSpan): boolean {
    const { item, priority } = queued;
    const pushed = this.#parts.ring.push(`${priority}${item}`);
    if (pushed === "full") return false;
    if (pushed === "taken") {
      this.#sent += 1;
      this.#rouse(priority === MESSAGE_PRIORITY_CRITICAL);
    } else {
      this.#drop(queued, "it is longer than all that the exporter has room for");
    }
    return true;
  }

  /** Wakes the worker where it is not to look by itself in a while: that may cost this thread its core. */
  #rouse(urgent: boolean): void {
    const { ring, wake } = this.#parts;
    if (urgent || (ring.isHalfFull && ring.rouse())) wake();
  }

  #drop({ item, priority }: QueuedSpan, reason: string): void {
    if (priority !== MESSAGE_PRIORITY_CRITICAL) return this.losses.add(priority, reason);
    const { spool, toRecord } = this.#parts;
    try {
      spool.append([new TextEncoder().encode(toRecord(item))]);
    } catch (error) {
      this.losses.add(priority, `${reason}, and it could not be spilled: ${messageOf(error)}`);
    }
  }
}
