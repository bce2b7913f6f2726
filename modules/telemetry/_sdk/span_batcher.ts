import { clearTimeout, setTimeout } from "node:timers";
import { messageOf, type TelemetryLosses } from "../../../core/mod.ts";
import type { ReadableSpan, SpanProcessor } from "../../../deps.ts";
import { LossCounter } from "./loss_counter.ts";
import { SpanQueue } from "./span_queue.ts";
import { withinMs } from "./within_ms.ts";

/** How much time a delivery has. */
export interface DeliveryContext {
  /** Fires when somebody waits: try now, and do not wait for a better moment. */
  readonly hurry: AbortSignal;
  /** Fires when the time for closing is over: give up. */
  readonly stop: AbortSignal;
}

/** Takes spans to their destination; returns what was lost of them, or throws where all of them were. */
export type SpanDelivery = (
  batch: readonly ReadableSpan[],
  context: DeliveryContext,
) => Promise<TelemetryLosses>;

/** What a delivery returns that went well. */
export const NOTHING_LOST: TelemetryLosses = { spans: 0 };

/** Limits of a {@link SpanBatcher}. */
export interface BatcherLimits {
  /** Most spans that wait; the oldest give way to more. */
  readonly capacity: number;
  /** Most spans in a delivery. */
  readonly batchSize: number;
  /** How long a span waits for others to fill its batch, ms. */
  readonly delayMs: number;
  /** Longest time for `forceFlush()`, and for `shutdown()`, ms. */
  readonly flushTimeoutMs: number;
}

/**
 * Gathers ended spans and delivers them batch after batch, in order, one delivery at a time.
 *
 * A span that ends costs its caller a push to a queue: everything else happens in a later turn of the event
 * loop. Each span is delivered or counted as lost, never both.
 */
export class SpanBatcher implements SpanProcessor {
  readonly losses: LossCounter = new LossCounter();
  readonly #deliver: SpanDelivery;
  readonly #limits: BatcherLimits;
  readonly #queue: SpanQueue;
  #hurry = new AbortController();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #inFlight = 0;

  constructor(deliver: SpanDelivery, limits: BatcherLimits) {
    this.#deliver = deliver;
    this.#limits = limits;
    this.#queue = new SpanQueue(limits.capacity);
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#closing) {
      this.losses.add(1, "a span ended after the telemetry was closed");
      return;
    }
    const dropped = this.#queue.push(span);
    this.losses.add(dropped, `more than ${this.#limits.capacity} spans were waiting`);
    if (this.#draining) return;
    if (this.#queue.length >= this.#limits.batchSize) this.#schedule(0);
    else if (!this.#timer) this.#schedule(this.#limits.delayMs);
  }

  /** Delivers what is held, for as long as the limits allow. */
  async forceFlush(): Promise<void> {
    this.#hurry.abort();
    await withinMs(this.#drain(), this.#limits.flushTimeoutMs);
    if (!this.#closing) this.#hurry = new AbortController();
  }

  /** Delivers what is held, for as long as the limits allow, and counts the rest as lost. */
  shutdown(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#hurry.abort();
    const limitMs = this.#limits.flushTimeoutMs;
    if (await withinMs(this.#drain(), limitMs)) return;
    this.#stop.abort();
    const undelivered = this.#inFlight + this.#queue.clear();
    this.losses.add(
      undelivered,
      `the destination did not take them within ${limitMs} ms of closing`,
    );
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drain(), delayMs);
    this.#timer.unref();
  }

  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#deliverAll();
    return this.#draining;
  }

  async #deliverAll(): Promise<void> {
    // Also on the first round, so that `#draining` is set before it is unset.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.take(this.#limits.batchSize);
      this.#inFlight = batch.length;
      const lost = await this.#attempt(batch);
      if (this.#stop.signal.aborted) return;
      this.#inFlight = 0;
      this.losses.add(lost.spans, lost.reason);
    }
    this.#draining = undefined;
  }

  async #attempt(batch: readonly ReadableSpan[]): Promise<TelemetryLosses> {
    try {
      return await this.#deliver(batch, { hurry: this.#hurry.signal, stop: this.#stop.signal });
    } catch (error) {
      return { spans: batch.length, reason: messageOf(error) };
    }
  }
}
