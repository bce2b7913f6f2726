import { type BusChannel, messageOf, PriorityQueue, type Spool } from "../../../core/worker.ts";
import { EventEnvelope } from "../../../proto/mod.ts";
import { isCritical, type OutboundMessage } from "../_shared/mod.ts";
import type { StreamSession } from "./stream_session.ts";
import { UnsavedMessages } from "./unsaved_messages.ts";

/** Messages that are sent before the answer to the first of them. */
const BATCH = 64;

/**
 * How long after it took a CRITICAL message Redis is asked for it after a break, ms. Redis writes to disk once a second by
 * default, or never: a Redis that dies loses what nobody has read yet.
 */
const REMEMBER_MS = 60_000;

/** Most CRITICAL messages that are remembered for that. */
const REMEMBERED = 1000;

const FULL = "too many messages are waiting";

/** Receives what happens to messages. */
export interface SenderListener {
  onDelivered(message: OutboundMessage): void;
  onDropped(message: OutboundMessage, reason: string): void;
  /** A CRITICAL message is on disk. */
  onSaved(message: OutboundMessage): void;
  /** A CRITICAL message could not be written to disk. */
  onUnsaved(message: OutboundMessage, reason: string): void;
}

interface Sent {
  readonly message: OutboundMessage;
  readonly id: string;
  readonly atMs: number;
}

/** Sends messages, the most urgent first, and keeps CRITICAL ones on disk until the destination has them. */
export class Sender {
  readonly #queue: PriorityQueue<OutboundMessage>;
  readonly #saves: UnsavedMessages;
  readonly #listener: SenderListener;
  readonly #clock: { monotonicMs(): number; wallMs(): number };
  /** CRITICAL messages that the destination has taken lately, oldest first. */
  #sent: Sent[] = [];
  /** Ids of CRITICAL messages that wait or are under way. */
  readonly #held = new Set<string>();
  #inFlight = 0;
  #wake = Promise.withResolvers<void>();
  /** Consecutive batches of which some message was not taken. */
  failures = 0;

  constructor(
    capacity: number,
    spool: Spool,
    listener: SenderListener,
    clock: { monotonicMs(): number; wallMs(): number },
  ) {
    this.#queue = new PriorityQueue(capacity);
    this.#saves = new UnsavedMessages(spool, listener);
    this.#listener = listener;
    this.#clock = clock;
  }

  /** Number of messages that are still to be delivered. */
  get waiting(): number {
    return this.#queue.length + this.#inFlight;
  }

  /** Number of CRITICAL messages that are about to be written to disk. */
  get saving(): number {
    return this.#saves.length;
  }

  /**
   * Takes a message.
   *
   * @param recordId Its record, if it is on disk already.
   */
  push(message: OutboundMessage, recordId?: number): void {
    const evicted = this.#queue.push(message);
    if (evicted) this.#listener.onDropped(evicted, FULL);
    if (isCritical(message) && evicted !== message) {
      this.#held.add(message.eventId);
      this.#saves.add(message, recordId);
    }
    this.#wake.resolve();
  }

  /** Takes a message that a worker that died had taken: it may be on disk. */
  pushAgain(message: OutboundMessage): void {
    if (this.#held.has(message.eventId)) this.#listener.onSaved(message);
    else this.push(message);
  }

  /** Sends by `session` until it breaks, and rejects then; or until `stop`. */
  async work(session: StreamSession, stop: AbortSignal): Promise<void> {
    // Side by side: what is new does not wait until the destination was asked for everything of the last minute.
    await Promise.all([this.#resendLost(session), this.#sendAll(session, stop)]);
  }

  /** Drops what is not on disk, at the end. */
  abandon(reason: string): void {
    for (const message of this.#queue.take(this.#queue.length)) {
      if (!isCritical(message)) this.#listener.onDropped(message, reason);
    }
    this.#saves.close();
  }

  async #sendAll(session: StreamSession, stop: AbortSignal): Promise<void> {
    const wakeUp = () => this.#wake.resolve();
    stop.addEventListener("abort", wakeUp);
    try {
      while (!stop.aborted) {
        const batch = this.#takeBatch();
        if (batch.length > 0) await this.#send(session, batch);
        else await this.#sleep();
      }
    } finally {
      stop.removeEventListener("abort", wakeUp);
    }
  }

  /** Sends once more what the destination had taken and lost. */
  async #resendLost(session: StreamSession): Promise<void> {
    const atMs = this.#clock.monotonicMs();
    // However long the destination was away: nothing of it is too old to be asked for.
    this.#sent = this.#sent.map((sent) => ({ ...sent, atMs }));
    const before = [...this.#sent];
    for (let from = 0; from < before.length; from += BATCH) {
      const asked = before.slice(from, from + BATCH);
      const held = await Promise.all(asked.map(({ id }) => session.holds("emergency", id)));
      const lost = asked.filter((_, index) => !held[index]);
      this.#sent = this.#sent.filter((sent) => !lost.includes(sent));
      for (const { message } of lost) await this.#add(session, message);
    }
  }

  #takeBatch(): OutboundMessage[] {
    const nowMs = this.#clock.wallMs();
    const batch = this.#queue.take(BATCH);
    const expired = batch.filter(({ expiresAtMs }) => expiresAtMs < nowMs);
    for (const message of expired) this.#listener.onDropped(message, "its time to live was over");
    return expired.length > 0 ? batch.filter((message) => !expired.includes(message)) : batch;
  }

  async #send(session: StreamSession, batch: readonly OutboundMessage[]): Promise<void> {
    this.#inFlight = batch.length;
    this.#forgetOld();
    const outcomes = await Promise.allSettled(batch.map((message) => this.#add(session, message)));
    this.#inFlight = 0;
    const failed = batch.filter((_, index) => outcomes[index]?.status === "rejected");
    this.#delivered(batch.filter((message) => !failed.includes(message)));
    const reason = outcomes.find((one) => one.status === "rejected")?.reason;
    if (failed.length === 0) {
      this.failures = 0;
      return;
    }
    this.failures += 1;
    this.#putBack(failed, messageOf(reason));
    throw reason;
  }

  async #add(session: StreamSession, message: OutboundMessage): Promise<void> {
    const channel: BusChannel = isCritical(message) ? "emergency" : "normal";
    const id = await session.add(channel, message.bytes);
    if (channel === "emergency") {
      this.#sent.push({ message, id, atMs: this.#clock.monotonicMs() });
    }
  }

  #delivered(messages: readonly OutboundMessage[]): void {
    const critical = messages.filter(isCritical);
    for (const { eventId } of critical) this.#held.delete(eventId);
    this.#saves.remove(critical);
    for (const message of messages) this.#listener.onDelivered(message);
  }

  #forgetOld(): void {
    const sinceMs = this.#clock.monotonicMs() - REMEMBER_MS;
    this.#sent = this.#sent.filter(({ atMs }) => atMs >= sinceMs).slice(-REMEMBERED);
  }

  #putBack(messages: readonly OutboundMessage[], reason: string): void {
    const left = messages.filter(({ attempt, maxAttempts }) => attempt < maxAttempts);
    const evicted = this.#queue.putBack(left.map(again));
    for (const message of messages) {
      if (!left.includes(message)) {
        this.#listener.onDropped(message, `not taken in ${message.attempt} attempts: ${reason}`);
      }
    }
    for (const message of evicted) this.#listener.onDropped(message, FULL);
  }

  async #sleep(): Promise<void> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers();
  }
}

/** The message with the next attempt's number. */
function again(message: OutboundMessage): OutboundMessage {
  const attempt = message.attempt + 1;
  const bytes = EventEnvelope.encode({
    ...EventEnvelope.decode(message.bytes),
    currentAttempt: attempt,
  });
  return { ...message, bytes, attempt };
}
