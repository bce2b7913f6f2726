import type { BusChannel } from "../../../core/mod.ts";
import type { MessageDeduplicator } from "../_shared/mod.ts";
import type { Arrival, StreamSession } from "./stream_session.ts";

/** Messages that the training's thread has not handled yet, above which others than emergencies stay in their stream. */
const MOST_UNHANDLED = 1000;

/** Listeners for what came. */
export interface ReceiverListener {
  /** A message for the listeners; {@link Receiver.handled} is to be called once they had it. */
  onArrival(arrival: Arrival): void;
  /** A message that is handed to nobody. */
  onIgnored(kind: "repeated" | "expired"): void;
  onRefused(reason: string): void;
}

/** Reads what others have sent, decides what is handed on, and says what need not come again. */
export class Receiver {
  readonly #deduplicator: MessageDeduplicator;
  readonly #listener: ReceiverListener;
  /** Entries that were handed on and may be acknowledged, by channel. */
  #handled: Record<BusChannel, string[]> = { emergency: [], normal: [] };
  #unhandled = 0;
  /** Whether anybody listens to others than emergencies. */
  wantsAll = false;

  constructor(deduplicator: MessageDeduplicator, listener: ReceiverListener) {
    this.#deduplicator = deduplicator;
    this.#listener = listener;
  }

  /** Reads by `session` until it breaks, and rejects then; or until `stop`. */
  async work(session: StreamSession, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const all = this.wantsAll && this.#unhandled < MOST_UNHANDLED;
      const arrivals = await session.read(all ? ["emergency", "normal"] : ["emergency"]);
      for (const arrival of arrivals) this.#take(arrival);
      await this.#acknowledge(session);
    }
  }

  /** Says that an entry's message has been handed to the listeners. */
  handled({ channel, id }: Pick<Arrival, "channel" | "id">): void {
    this.#unhandled -= 1;
    this.#handled[channel].push(id);
  }

  /** Says what has been handled, and ends the connection for good. */
  async leave(session: StreamSession): Promise<void> {
    await session.close(() => this.#acknowledge(session));
  }

  #take(arrival: Arrival): void {
    const evaluation = this.#deduplicator.evaluate(arrival.bytes);
    if (evaluation.kind === "fresh") {
      this.#unhandled += 1;
      return this.#listener.onArrival(arrival);
    }
    this.#handled[arrival.channel].push(arrival.id);
    if (evaluation.kind === "refused") this.#listener.onRefused(evaluation.reason);
    else if (evaluation.kind !== "own") this.#listener.onIgnored(evaluation.kind);
  }

  async #acknowledge(session: StreamSession): Promise<void> {
    const handled = this.#handled;
    this.#handled = { emergency: [], normal: [] };
    for (const channel of ["emergency", "normal"] as const) {
      if (handled[channel].length > 0) await session.acknowledge(channel, handled[channel]);
    }
  }
}
