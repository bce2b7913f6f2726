import { clearTimeout, setTimeout } from "node:timers";
import {
  messageOf,
  type Priority,
  PriorityQueue,
  type Spool,
  settlesWithin,
} from "../../../core/worker.ts";
import { MessagePriority } from "../../../proto/mod.ts";
import { LossCounter } from "../_sdk/mod.ts";
import { BypassLimiter } from "./bypass_limiter.ts";
import { SpooledSpans } from "./spooled_spans.ts";

const { MESSAGE_PRIORITY_CRITICAL } = MessagePriority;

/** How much time a delivery has. */
export interface DeliveryContext {
  /** Fires when somebody waits: try now, and do not wait for a better moment. */
  readonly hurry: AbortSignal;
  /** Fires when the time for closing is over: give up. */
  readonly stop: AbortSignal;
}

/** What a destination did not take of what was brought to it. */
export interface Refused {
  readonly spans: number;
  readonly reason?: string;
}

/** The destination will never take what it was brought: it says that it is malformed. */
export class FinalRefusal extends Error {}

/** What a delivery returns that went well. */
export const NOTHING_REFUSED: Refused = { spans: 0 };

/** Takes spans to their destination; returns what it refused of them, or throws where it took none. */
export type Delivery = (batch: readonly string[], context: DeliveryContext) => Promise<Refused>;

/** Asks whether the destination is to be left alone for now. */
export interface Gate {
  /**
   * Asks leave for one delivery; where it is given, one of the others follows.
   *
   * @param urgent Whether there is no time to wait for leave.
   * @returns Why not; undefined for leave.
   */
  acquire(urgent: boolean): Promise<string | undefined>;
  succeed(): void;
  fail(reason: string): void;
}

/** A span that waits. */
export interface QueuedSpan {
  readonly item: string;
  readonly priority: Priority;
}

/** Limits of a {@link Batcher}. */
export interface BatcherLimits {
  /** Most spans that wait; those that matter least and are oldest give way to more. */
  readonly capacity: number;
  /** Most spans in a delivery. */
  readonly batchSize: number;
  /** How long a span waits for others to fill its batch, ms. */
  readonly delayMs: number;
  /** Longest time for `flush()` and for `close()`, ms. */
  readonly flushTimeoutMs: number;
  /** How many critical spans may pass all others in a minute; more of them wait their turn. */
  readonly bypassesPerMinute: number;
}

/** What a batcher works with. */
export interface BatcherParts {
  readonly deliver: Delivery;
  readonly gate: Gate;
  /** Where critical spans go that cannot be delivered. */
  readonly spool: Spool;
  /** The span as it is spooled. */
  readonly toRecord: (span: string) => string;
  /** Throws if a spooled span cannot be read. */
  readonly check: (record: string) => void;
  /** The time, ms. */
  readonly now: () => number;
}

/**
 * Collects spans and delivers them in batches, the highest priority first, one delivery at a time. Critical spans wait for
 * no other delivery.
 *
 * Each span is either delivered, spooled or counted as lost. Critical spans are not lost while the disk takes them.
 */
export class Batcher {
  readonly losses: LossCounter = new LossCounter();
  /** Critical spans that waited their turn. */
  deferred = 0;
  /** Spans that the destination took. */
  delivered = 0;
  readonly #parts: BatcherParts;
  readonly #limits: BatcherLimits;
  readonly #queue: PriorityQueue<QueuedSpan>;
  readonly #bypass: BypassLimiter;
  readonly #urgent: string[] = [];
  readonly #inFlight = new Set<readonly QueuedSpan[]>();
  readonly #stop = new AbortController();
  #hurry = new AbortController();
  readonly #spooled: SpooledSpans;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #sendingUrgent: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: BatcherParts, limits: BatcherLimits) {
    this.#parts = parts;
    this.#limits = limits;
    this.#queue = new PriorityQueue(limits.capacity);
    this.#bypass = new BypassLimiter(limits.bypassesPerMinute);
    this.#spooled = new SpooledSpans(parts, limits.batchSize, this.losses);
    // What an earlier process left.
    if (parts.spool.count > 0) this.#schedule(limits.delayMs);
  }

  /** Spans that wait or are under way. */
  get held(): number {
    const inFlight = [...this.#inFlight].reduce((sum, batch) => sum + batch.length, 0);
    return this.#queue.length + this.#urgent.length + inFlight;
  }

  /** Adds a span. */
  add(span: string, priority: Priority): void {
    if (this.#closing) {
      this.#drop({ item: span, priority }, "a span ended after the telemetry was closed");
    } else if (priority === MESSAGE_PRIORITY_CRITICAL && this.#bypass.pass(this.#parts.now())) {
      this.#urgent.push(span);
      this.#sendingUrgent ??= this.#sendUrgent();
    } else {
      if (priority === MESSAGE_PRIORITY_CRITICAL) this.deferred += 1;
      this.#enqueue(span, priority);
    }
  }

  /** Delivers what is held, for as long as the limits allow. */
  async flush(): Promise<void> {
    this.#hurry.abort();
    await settlesWithin(this.#deliverEverything(), this.#limits.flushTimeoutMs);
    if (!this.#closing) this.#hurry = new AbortController();
  }

  /** Delivers what is held, for as long as the limits allow; spills or counts the rest. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#hurry.abort();
    const limitMs = this.#limits.flushTimeoutMs;
    const inTime = await settlesWithin(this.#deliverEverything(), limitMs);
    clearTimeout(this.#timer);
    if (inTime) return;
    this.#stop.abort();
    const reason = `the destination did not take them within ${limitMs} ms of closing`;
    const held = [...this.#inFlight].flat();
    this.#inFlight.clear();
    this.#dropAll(
      [...held, ...this.#takeUrgent(), ...this.#queue.take(this.#queue.length)],
      reason,
    );
  }

  #enqueue(span: string, priority: Priority): void {
    const dropped = this.#queue.push({ item: span, priority });
    if (dropped) this.#drop(dropped, `more than ${this.#limits.capacity} spans were waiting`);
    if (this.#draining) return;
    if (this.#queue.length >= this.#limits.batchSize) this.#schedule(0);
    else if (!this.#timer) this.#schedule(this.#limits.delayMs);
  }

  async #deliverEverything(): Promise<void> {
    await this.#sendingUrgent;
    await this.#drain();
  }

  async #sendUrgent(): Promise<void> {
    // What comes in the same turn goes in the same batch.
    await Promise.resolve();
    while (this.#urgent.length > 0 && !this.#stop.signal.aborted) {
      await this.#attempt(this.#takeUrgent(), true);
    }
    this.#sendingUrgent = undefined;
  }

  #takeUrgent(): QueuedSpan[] {
    const batch = this.#urgent.splice(0, this.#limits.batchSize);
    return batch.map((item) => ({ item, priority: MESSAGE_PRIORITY_CRITICAL }));
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drain(), delayMs);
    this.#timer.unref();
  }

  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#deliverQueue();
    return this.#draining;
  }

  async #deliverQueue(): Promise<void> {
    // Also on the first round, so that `#draining` is set before it is unset.
    await Promise.resolve();
    let goesOn = true;
    while (goesOn && this.#queue.length > 0) {
      goesOn = await this.#deliverNext();
      if (this.#stop.signal.aborted) return;
    }
    while (goesOn && this.#parts.spool.count > 0) {
      goesOn = await this.#replay();
      if (this.#stop.signal.aborted) return;
    }
    this.#draining = undefined;
    const waiting = this.#queue.length + this.#parts.spool.count;
    if (waiting > 0 && !this.#closing) this.#schedule(this.#limits.delayMs);
  }

  /** Delivers a batch of what waits. Returns false where the rest is to wait for a better time. */
  async #deliverNext(): Promise<boolean> {
    const refusal = await this.#parts.gate.acquire(false);
    if (refusal === undefined) {
      await this.#attempt(this.#queue.take(this.#limits.batchSize), false, true);
      return true;
    }
    if (!this.#hurry.signal.aborted) return false;
    this.#dropAll(this.#queue.take(this.#queue.length), refusal);
    return true;
  }

  /** Delivers a batch of the spool. Returns false if the rest has to wait for a better time. */
  async #replay(): Promise<boolean> {
    const { gate } = this.#parts;
    if ((await gate.acquire(false)) !== undefined) return false;
    try {
      this.delivered += await this.#spooled.deliver(this.#context(false));
      gate.succeed();
      return true;
    } catch (error) {
      gate.fail(messageOf(error));
      return false;
    }
  }

  async #attempt(batch: readonly QueuedSpan[], urgent: boolean, granted = false): Promise<void> {
    const { gate, deliver } = this.#parts;
    this.#inFlight.add(batch);
    const refusal = granted ? undefined : await gate.acquire(urgent);
    try {
      if (refusal !== undefined) throw new Error(refusal);
      const texts = batch.map(({ item }) => item);
      const refused = await deliver(texts, this.#context(urgent));
      gate.succeed();
      if (this.#stop.signal.aborted) return;
      this.delivered += batch.length - refused.spans;
      this.#countRefused(batch, refused);
    } catch (error) {
      if (refusal === undefined) gate.fail(messageOf(error));
      if (!this.#stop.signal.aborted) this.#dropAll(batch, messageOf(error));
    } finally {
      this.#inFlight.delete(batch);
    }
  }

  #context(urgent: boolean): DeliveryContext {
    return { hurry: urgent ? AbortSignal.abort() : this.#hurry.signal, stop: this.#stop.signal };
  }

  /** The destination does not say which of a batch it refused: those that mattered least are taken to be. */
  #countRefused(batch: readonly QueuedSpan[], { spans, reason }: Refused): void {
    const least = batch.toSorted((a, b) => a.priority - b.priority).slice(0, spans);
    for (const { priority } of least) this.losses.add(priority, reason);
  }

  #drop(dropped: QueuedSpan, reason: string): void {
    this.#dropAll([dropped], reason);
  }

  /** Spills what is critical, and counts the rest as lost. */
  #dropAll(dropped: readonly QueuedSpan[], reason: string): void {
    const critical = dropped.filter(({ priority }) => priority === MESSAGE_PRIORITY_CRITICAL);
    for (const { priority } of dropped) {
      if (priority !== MESSAGE_PRIORITY_CRITICAL) this.losses.add(priority, reason);
    }
    try {
      this.#spooled.append(critical.map(({ item }) => item));
    } catch (error) {
      const unspilled = `${reason}, and they could not be spilled: ${messageOf(error)}`;
      for (const { priority } of critical) this.losses.add(priority, unspilled);
    }
  }
}
