import { type BusChannel, messageOf } from "../../../core/mod.ts";
import { EventEnvelope } from "../../../proto/mod.ts";
import { OutboundQueue, type Parcel } from "../_shared/mod.ts";
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
  onDelivered(parcel: Parcel): void;
  onDropped(parcel: Parcel, reason: string): void;
  /** A CRITICAL message is on disk. */
  onKept(parcel: Parcel): void;
  /** A CRITICAL message could not be written down. */
  onUnkept(parcel: Parcel, reason: string): void;
}

interface Sent {
  readonly parcel: Parcel;
  readonly id: string;
  readonly atMs: number;
}

/** Sends messages, the most urgent first; keeps those that must not be lost until they are where they belong. */
export class Sender {
  readonly #queue: OutboundQueue;
  readonly #spill: Spill;
  readonly #listener: SenderListener;
  readonly #clock: { monotonicMs(): number; wallMs(): number };
  /** CRITICAL messages that the destination has taken lately, oldest first. */
  #sent: Sent[] = [];
  /** CRITICAL messages that wait or are under way, by id. */
  readonly #held = new Set<string>();
  #inFlight = 0;
  #keeping = 0;
  #wake = Promise.withResolvers<void>();
  /** Batches in a row of which some message was not taken. */
  failures = 0;

  constructor(
    capacity: number,
    spill: Spill,
    listener: SenderListener,
    clock: { monotonicMs(): number; wallMs(): number },
  ) {
    this.#queue = new OutboundQueue(capacity);
    this.#spill = spill;
    this.#listener = listener;
    this.#clock = clock;
  }

  /** Messages that are still to be delivered. */
  get waiting(): number {
    return this.#queue.length + this.#inFlight;
  }

  /** CRITICAL messages that are being written down. */
  get keeping(): number {
    return this.#keeping;
  }

  /** Takes a message. */
  push(parcel: Parcel): void {
    const givenUp = this.#queue.push(parcel);
    if (givenUp) this.#listener.onDropped(givenUp, FULL);
    if (parcel.priority === "critical" && givenUp !== parcel) {
      this.#held.add(parcel.eventId);
      void this.#keep(parcel);
    }
    this.#wake.resolve();
  }

  /** Takes a message that was taken before, by a worker that is gone: it may have left it on disk. */
  pushAgain(parcel: Parcel): void {
    if (this.#held.has(parcel.eventId)) this.#listener.onKept(parcel);
    else this.push(parcel);
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
    for (const parcel of this.#queue.take(this.#queue.length)) {
      if (parcel.priority !== "critical") this.#listener.onDropped(parcel, reason);
    }
  }

  /** Sends once more what the destination had taken and does not have any more. */
  async #findLost(session: StreamSession): Promise<void> {
    for (const sent of [...this.#sent]) {
      if (await session.holds("emergency", sent.id)) continue;
      await this.#add(session, sent.parcel);
      this.#sent = this.#sent.filter((other) => other !== sent);
    }
    // All of them are there now, however long the destination was away.
    const atMs = this.#clock.monotonicMs();
    this.#sent = this.#sent.map((sent) => ({ ...sent, atMs }));
  }

  #takeBatch(): Parcel[] {
    const nowMs = this.#clock.wallMs();
    const batch = this.#queue.take(BATCH);
    const expired = batch.filter(({ expiresAtMs }) => expiresAtMs < nowMs);
    for (const parcel of expired) this.#listener.onDropped(parcel, "its time to live was over");
    return expired.length > 0 ? batch.filter((parcel) => !expired.includes(parcel)) : batch;
  }

  async #send(session: StreamSession, batch: readonly Parcel[]): Promise<void> {
    this.#inFlight = batch.length;
    this.#forgetOld();
    const outcomes = await Promise.allSettled(batch.map((parcel) => this.#add(session, parcel)));
    this.#inFlight = 0;
    const failed = batch.filter((_, index) => outcomes[index]?.status === "rejected");
    for (const parcel of batch) if (!failed.includes(parcel)) this.#delivered(parcel);
    const reason = outcomes.find((one) => one.status === "rejected")?.reason;
    if (failed.length === 0) {
      this.failures = 0;
      return;
    }
    this.failures += 1;
    this.#putBack(failed, messageOf(reason));
    throw reason;
  }

  async #add(session: StreamSession, parcel: Parcel): Promise<void> {
    const channel: BusChannel = parcel.priority === "critical" ? "emergency" : "normal";
    const id = await session.add(channel, parcel.bytes);
    if (channel === "emergency") {
      this.#sent.push({ parcel, id, atMs: this.#clock.monotonicMs() });
    }
  }

  #delivered(parcel: Parcel): void {
    if (parcel.priority === "critical") {
      this.#held.delete(parcel.eventId);
      void this.#spill.forget(parcel.eventId).catch(() => {});
    }
    this.#listener.onDelivered(parcel);
  }

  #forgetOld(): void {
    const sinceMs = this.#clock.monotonicMs() - REMEMBER_MS;
    this.#sent = this.#sent.filter(({ atMs }) => atMs >= sinceMs).slice(-REMEMBERED);
  }

  #putBack(parcels: readonly Parcel[], reason: string): void {
    const left = parcels.filter(({ attempt, maxAttempts }) => attempt < maxAttempts);
    const givenUp = this.#queue.putBack(left.map(again));
    for (const parcel of parcels) {
      if (!left.includes(parcel)) {
        this.#listener.onDropped(parcel, `not taken in ${parcel.attempt} tries: ${reason}`);
      }
    }
    for (const parcel of givenUp) this.#listener.onDropped(parcel, FULL);
  }

  async #keep(parcel: Parcel): Promise<void> {
    this.#keeping += 1;
    const failure = await this.#spill.keep(parcel).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
    // Before anybody is told: whoever waits for it looks at this.
    this.#keeping -= 1;
    if (failure === undefined) this.#listener.onKept(parcel);
    else this.#listener.onUnkept(parcel, failure);
  }

  async #sleep(): Promise<void> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers();
  }
}

/** A message with one more try behind it. */
function again(parcel: Parcel): Parcel {
  const attempt = parcel.attempt + 1;
  const bytes = EventEnvelope.encode({
    ...EventEnvelope.decode(parcel.bytes),
    currentAttempt: attempt,
  });
  return { ...parcel, bytes, attempt };
}
