import { type BusChannel, messageOf, PriorityQueue } from "../../../core/mod.ts";
import { EventEnvelope } from "../../../proto/mod.ts";
import { isCritical, type OutboundMessage } from "../_shared/mod.ts";
import type { Spill } from "./spill.ts";
import type { StreamSession } from "./stream_session.ts";

/** Messages that are sent before the answer to the first of them. */
const BATCH = 64;

/**
 * How long after it took a CRITICAL message Redis is asked for it after a break, ms. Redis writes to disk once a second by
 * default, or never: one that dies takes with it what nobody has read yet.
 */
const REMEMBER_MS = 60_000;

/** Most CRITICAL messages that are remembered so. */
const REMEMBERED = 1000;

const FULL = "too many messages are waiting";

/** Who is told what became of messages. */
export interface SenderListener {
  onDelivered(message: OutboundMessage): void;
  onDropped(message: OutboundMessage, reason: string): void;
  /** A CRITICAL message is on disk. */
  onSaved(message: OutboundMessage): void;
  /** A CRITICAL message could not be written down. */
  onUnsaved(message: OutboundMessage, reason: string): void;
}

interface Sent {
  readonly message: OutboundMessage;
  readonly id: string;
  readonly atMs: number;
}

/** Sends messages, the most urgent first; keeps those that must not be lost until they are where they belong. */
export class Sender {
  readonly #queue: PriorityQueue<OutboundMessage>;
  readonly #spill: Spill;
  readonly #listener: SenderListener;
  readonly #clock: { monotonicMs(): number; wallMs(): number };
  /** CRITICAL messages that the destination has taken lately, oldest first. */
  #sent: Sent[] = [];
  /** CRITICAL messages that wait or are under way, by id. */
  readonly #held = new Set<string>();
  #inFlight = 0;
  #saving = 0;
  #wake = Promise.withResolvers<void>();
  /** Batches in a row of which some message was not taken. */
  failures = 0;

  constructor(
    capacity: number,
    spill: Spill,
    listener: SenderListener,
    clock: { monotonicMs(): number; wallMs(): number },
  ) {
    this.#queue = new PriorityQueue(capacity);
    this.#spill = spill;
    this.#listener = listener;
    this.#clock = clock;
  }

  /** Messages that are still to be delivered. */
  get waiting(): number {
    return this.#queue.length + this.#inFlight;
  }

  /** CRITICAL messages that are being written down. */
  get saving(): number {
    return this.#saving;
  }

  /** Takes a message. */
  push(message: OutboundMessage): void {
    const evicted = this.#queue.push(message);
    if (evicted) this.#listener.onDropped(evicted, FULL);
    if (isCritical(message) && evicted !== message) {
      this.#held.add(message.eventId);
      void this.#save(message);
    }
    this.#wake.resolve();
  }

  /** Takes a message that was taken before, by a worker that is gone: it may have left it on disk. */
  pushAgain(message: OutboundMessage): void {
    if (this.#held.has(message.eventId)) this.#listener.onSaved(message);
    else this.push(message);
  }

  /** Sends by `session` until it breaks, and rejects then; or until `stop`. */
  async work(session: StreamSession, stop: AbortSignal): Promise<void> {
    await this.#findLost(session);
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

  /** Gives up what is not on disk, at the end. */
  abandon(reason: string): void {
    for (const message of this.#queue.take(this.#queue.length)) {
      if (!isCritical(message)) this.#listener.onDropped(message, reason);
    }
  }

  /** Sends once more what the destination had taken and does not have any more. */
  async #findLost(session: StreamSession): Promise<void> {
    for (const sent of [...this.#sent]) {
      if (await session.holds("emergency", sent.id)) continue;
      await this.#add(session, sent.message);
      this.#sent = this.#sent.filter((other) => other !== sent);
    }
    // All of them are there now, however long the destination was away.
    const atMs = this.#clock.monotonicMs();
    this.#sent = this.#sent.map((sent) => ({ ...sent, atMs }));
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
    for (const message of batch) if (!failed.includes(message)) this.#delivered(message);
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

  #delivered(message: OutboundMessage): void {
    if (isCritical(message)) {
      this.#held.delete(message.eventId);
      void this.#spill.forget(message.eventId).catch(() => {});
    }
    this.#listener.onDelivered(message);
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
        this.#listener.onDropped(message, `not taken in ${message.attempt} tries: ${reason}`);
      }
    }
    for (const message of evicted) this.#listener.onDropped(message, FULL);
  }

  async #save(message: OutboundMessage): Promise<void> {
    this.#saving += 1;
    const failure = await this.#spill.save(message).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
    // Before anybody is told: whoever waits for it looks at this.
    this.#saving -= 1;
    if (failure === undefined) this.#listener.onSaved(message);
    else this.#listener.onUnsaved(message, failure);
  }

  async #sleep(): Promise<void> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers();
  }
}

/** A message with one more try behind it. */
function again(message: OutboundMessage): OutboundMessage {
  const attempt = message.attempt + 1;
  const bytes = EventEnvelope.encode({
    ...EventEnvelope.decode(message.bytes),
    currentAttempt: attempt,
  });
  return { ...message, bytes, attempt };
}
