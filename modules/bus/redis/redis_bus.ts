import { randomUUID } from "node:crypto";
import { clearTimeout, setTimeout } from "node:timers";
import {
  type Bus,
  type BusChange,
  type BusChannel,
  type BusCounts,
  type CircuitBreaker,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";
import { CircuitBreakerState, EventEnvelope, type FieldsOf } from "../../../proto/mod.ts";
import { Listeners, toOutbound } from "../_shared/mod.ts";
import { Ledger } from "./ledger.ts";
import type { FromWorker, Receipts, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import type { Arrival } from "./stream_session.ts";
import { type OpenWorker, openBusWorker, type WorkerLink } from "./worker_link.ts";

/** Of this process alone, also where another gets its id. */
const TOKEN: string = randomUUID().slice(0, 8);

/** How long after a worker died another is started, ms. */
const REPLACE_MS = 1000;

/** More than the worker's own time for its end, ms. */
const CLOSING_MS = 2000;

/**
 * A bus whose work is done by a worker: the training's thread hands bytes over and gets bytes back, and whatever Redis does
 * it does to the worker. A CRITICAL message leaves while that thread is in the middle of a step.
 */
export class RedisBus implements Bus {
  readonly name = "redis";
  readonly destination: string;
  readonly #task: RedisTask;
  readonly #breaker: CircuitBreaker;
  readonly #openWorker: OpenWorker;
  readonly #ledger: Ledger;
  readonly #owner = { pid: process.pid, token: TOKEN, bus: randomUUID().slice(0, 8) };
  readonly #changes = new Listeners<BusChange>(() => {});
  readonly #listeners: Readonly<Record<BusChannel, Listeners<EventEnvelope>>>;
  readonly #awaited = new Map<number, () => void>();
  #link: WorkerLink | undefined;
  #starting: Promise<void> | undefined;
  #replacing: NodeJS.Timeout | undefined;
  #disposal: Promise<void> | undefined;
  #up: boolean | undefined;
  #asked = 0;

  /** @param openWorker Starts the worker. */
  constructor(task: RedisTask, breaker: CircuitBreaker, openWorker: OpenWorker = openBusWorker) {
    this.#openWorker = openWorker;
    this.#task = task;
    this.#breaker = breaker;
    this.destination = `${task.shown} ${task.namespace}`;
    this.#ledger = new Ledger(task.capacity);
    const unhandled = (reason: string) => this.#emitChange("unhandled", 1, reason);
    this.#listeners = { emergency: new Listeners(unhandled), normal: new Listeners(unhandled) };
  }

  get counts(): BusCounts {
    return this.#ledger.counts;
  }

  async start(): Promise<void> {
    this.#starting ??= this.#open();
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      throw new TolariaError(
        "bus/unavailable",
        `Cannot start the bus to ${this.destination}: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  publish(envelope: FieldsOf<typeof EventEnvelope>): void {
    const message = toOutbound(envelope);
    if (this.#disposal) {
      this.#ledger.reject(message);
      return this.#emitChange("dropped", 1, "the bus is disposed");
    }
    if (!this.#ledger.enter(message)) return this.#emitChange("dropped", 1, "its worker is behind");
    // CRITICAL messages without a worker are handed to the next one.
    if (this.#link) this.#link.post({ publish: message });
    else this.#loseOthers("the bus has no worker");
  }

  subscribe(channel: BusChannel, listener: (envelope: EventEnvelope) => void): () => void {
    if (channel === "normal") this.#link?.post({ wantsAll: true });
    return this.#listeners[channel].add(listener);
  }

  watch(listener: (change: BusChange) => void): () => void {
    return this.#changes.add(listener);
  }

  flush(): Promise<void> {
    return this.#ask((flush) => ({ flush }), this.#task.flushTimeoutMs);
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    clearTimeout(this.#replacing);
    await this.#starting?.catch(() => {});
    await this.#ask((close) => ({ close }), this.#task.flushTimeoutMs + CLOSING_MS);
    this.#link?.end();
    this.#link = undefined;
    this.#loseOthers("the bus was disposed before its worker had sent them");
    const lost = this.#ledger.loseUnsafe();
    if (lost > 0)
      this.#emitChange("dropped", lost, "CRITICAL messages were neither sent nor written down");
  }

  async #open(): Promise<void> {
    const link = await this.#openWorker(this.#task, this.#owner, {
      onMessage: (message) => this.#onMessage(message),
      onDeath: (reason) => this.#replace(reason),
    });
    this.#link = link;
    if (this.#listeners.normal.size > 0) link.post({ wantsAll: true });
    for (const publish of this.#ledger.unsafe) link.post({ publish, again: true });
  }

  /** Gives up what a worker that died held, and starts another before long. */
  #replace(reason: string): void {
    this.#link = undefined;
    this.#linked(false, reason);
    this.#loseOthers(reason);
    for (const settle of this.#awaited.values()) settle();
    if (this.#disposal) return;
    this.#replacing = setTimeout(() => {
      this.#starting = this.#open();
      this.#starting.catch((error) => this.#replace(messageOf(error)));
    }, REPLACE_MS);
    this.#replacing.unref();
  }

  /** Asks the worker for something, and waits until it is done, at most `ms` milliseconds. */
  #ask(question: (number: number) => ToWorker, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (!this.#link) return Promise.resolve();
    this.#asked += 1;
    const number = this.#asked;
    const timer = setTimeout(() => this.#awaited.get(number)?.(), ms);
    this.#awaited.set(number, () => {
      clearTimeout(timer);
      this.#awaited.delete(number);
      resolve();
    });
    this.#link.post(question(number));
    return promise;
  }

  #onMessage(message: FromWorker): void {
    if ("arrived" in message) this.#receive(message.arrived);
    else if ("receipts" in message) this.#settle(message.receipts);
    else if ("link" in message) this.#linked(message.link.up, message.link.reason);
    else if ("recovered" in message) {
      this.#ledger.recover(message.recovered);
      this.#emitChange("recovered", message.recovered, "a process that died had left them");
    } else if ("unsaved" in message) this.#emitChange("unsaved", 1, message.unsaved);
    else if ("done" in message) this.#awaited.get(message.done)?.();
  }

  #receive({ channel, id, bytes }: Arrival): void {
    this.#ledger.receive();
    this.#listeners[channel].emit(EventEnvelope.decode(bytes));
    this.#link?.post({ handled: { channel, id } });
  }

  #settle(receipts: Receipts): void {
    const dropped = this.#ledger.settle(receipts);
    if (dropped > 0) this.#emitChange("dropped", dropped, receipts.dropReason);
    if (receipts.refused > 0) this.#emitChange("refused", receipts.refused, receipts.refusal);
  }

  /** The breaker shows how the destination does; messages wait for it, or are given up, whatever it says. */
  #linked(up: boolean, reason: string): void {
    const closed = this.#breaker.state === CircuitBreakerState.CIRCUIT_STATE_CLOSED;
    if (up && !closed) this.#breaker.force("closed", reason);
    else if (this.#breaker.acquire()) {
      if (up) this.#breaker.succeed();
      else this.#breaker.fail(reason);
    }
    if (this.#up === up) return;
    this.#up = up;
    this.#emitChange(up ? "up" : "down", 0, reason);
  }

  #loseOthers(reason: string): void {
    const lost = this.#ledger.loseOthers();
    if (lost > 0) this.#emitChange("dropped", lost, reason);
  }

  #emitChange(kind: BusChange["kind"], count: number, reason: string): void {
    this.#changes.emit({ kind, count, reason });
  }
}
