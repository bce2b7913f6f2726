import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../core/worker.ts";
import { backoffMs } from "./backoff.ts";
import type { Receiver } from "./receiver.ts";
import type { Sender } from "./sender.ts";
import type { OpenSession, StreamSession } from "./stream_session.ts";

/** What a connection works with. */
export interface ConnectionParts {
  readonly open: OpenSession;
  readonly sender: Sender;
  readonly receiver: Receiver;
  /** Told when the destination answers, and each time that it does not. */
  readonly onLink: (up: boolean, reason: string) => void;
  /** Waits before another try. Ends at once when `stop` fires. @default by the clock */
  readonly wait?: (ms: number, stop: AbortSignal) => Promise<void>;
}

/** Keeps a connection to the destination for sender and receiver, and reconnects whenever it breaks. */
export class Connection {
  readonly #parts: Required<ConnectionParts>;
  readonly #stop = new AbortController();
  #hurry = new AbortController();
  #session: StreamSession | undefined;
  #failures = 0;
  #working: Promise<void> | undefined;
  /** Whether the last try failed. */
  down = false;

  constructor(parts: ConnectionParts) {
    this.#parts = { wait: byTheClock, ...parts };
  }

  /** Begins; never rejects. */
  start(): void {
    this.#working ??= this.#work();
  }

  /** Says that the destination took a message. */
  noteDelivery(): void {
    if (this.down && this.#session) this.#up();
  }

  /** Tries at once where it would wait; until that has failed, too, it does not count as down. */
  retryNow(): void {
    if (!this.down || this.#session) return;
    this.down = false;
    this.#hurry.abort();
  }

  /** Ends the connection, for good. */
  async stop(): Promise<void> {
    const session = this.#session;
    // A destination that is gone does not have to be told.
    const left = session && this.#parts.receiver.leave(session).catch(() => {});
    this.#stop.abort();
    await left;
    await this.#working;
  }

  async #work(): Promise<void> {
    const { sender, wait, onLink } = this.#parts;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#connected();
      } catch (error) {
        if (signal.aborted) return;
        this.down = true;
        // Before the listeners are called, which may send at once.
        this.#hurry = new AbortController();
        onLink(false, messageOf(error) || String((error as NodeJS.ErrnoException).code));
        const cut = AbortSignal.any([signal, this.#hurry.signal]);
        await wait(backoffMs(Math.max(this.#failures, sender.failures)), cut);
        this.#failures += 1;
      }
    }
  }

  /** One connection, from its begin to its end. */
  async #connected(): Promise<void> {
    const { open, sender, receiver } = this.#parts;
    const session = await open();
    this.#session = session;
    this.#failures = 0;
    const ended = new AbortController();
    const stop = AbortSignal.any([this.#stop.signal, ended.signal]);
    // Where the last messages were not taken, those have to be before all is well again.
    if (sender.failures === 0) this.#up();
    const work = [sender.work(session, stop), receiver.work(session, stop)];
    try {
      await Promise.race(work);
    } finally {
      ended.abort();
      await session.close().catch(() => {});
      await Promise.allSettled(work);
      this.#session = undefined;
    }
  }

  #up(): void {
    this.down = false;
    this.#parts.onLink(true, "it answers");
  }
}

async function byTheClock(ms: number, signal: AbortSignal): Promise<void> {
  // Cut short, it rejects.
  await pause(ms, undefined, { signal }).catch(() => {});
}
