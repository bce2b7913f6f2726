import { randomUUID } from "node:crypto";
import {
  type Bus,
  type BusChange,
  type BusChannel,
  type BusCounts,
  type CircuitBreaker,
  messageOf,
  SupervisedWorker,
  settlesWithin,
  TolariaError,
  type WorkerListener,
} from "../../../core/mod.ts";
import { CircuitBreakerState, EventEnvelope, type FieldsOf } from "../../../proto/mod.ts";
import { Listeners, toOutbound } from "../_shared/mod.ts";
import { Ledger } from "./ledger.ts";
import type { BusWorkerTask, FromWorker, Receipts, ToWorker } from "./messages.ts";
import type { RedisTask } from "./options.ts";
import type { Arrival } from "./stream_session.ts";

/** Time after which a worker that died is replaced, ms. */
const RESTART_MS = 1000;

/** More than the worker's own time for its end, ms. */
const CLOSING_MS = 2000;

/** The worker as the bus sees it. */
type BusWorkerPort = Pick<
  SupervisedWorker<BusWorkerTask, ToWorker, FromWorker>,
  "start" | "isUp" | "post" | "end"
>;

/** Makes the worker. */
export type CreateBusWorker = (
  task: BusWorkerTask,
  listener: WorkerListener<FromWorker, true>,
) => BusWorkerPort;

const createBusWorker: CreateBusWorker = (task, listener) =>
  new SupervisedWorker(
    {
      main: new URL("_worker_main.ts", import.meta.url),
      task: () => task,
      restartAfterMs: RESTART_MS,
    },
    listener,
  );

/**
 * A bus whose work is done by a worker: the training's thread hands bytes over and gets bytes back, and whatever Redis does
 * it does to the worker. A CRITICAL message leaves while that thread is in the middle of a step.
 */
export class RedisBus implements Bus {
  readonly name = "redis";
  readonly destination: string;
  readonly #task: RedisTask;
  readonly #breaker: CircuitBreaker;
  readonly #ledger: Ledger;
  readonly #changes = new Listeners<BusChange>(() => {});
  readonly #listeners: Readonly<Record<BusChannel, Listeners<EventEnvelope>>>;
  readonly #awaited = new Map<number, () => void>();
  readonly #worker: BusWorkerPort;
  #disposal: Promise<void> | undefined;
  #up: boolean | undefined;
  #asked = 0;

  constructor(
    task: RedisTask,
    breaker: CircuitBreaker,
    createWorker: CreateBusWorker = createBusWorker,
  ) {
    this.#task = task;
    this.#breaker = breaker;
    this.destination = `${task.shown} ${task.namespace}`;
    this.#ledger = new Ledger(task.capacity);
    const unhandled = (reason: string) => this.#emitChange("unhandled", 1, reason);
    this.#listeners = { emergency: new Listeners(unhandled), normal: new Listeners(unhandled) };
    const owner = `${process.pid}-${randomUUID().slice(0, 8)}`;
    this.#worker = createWorker(
      { ...task, owner },
      {
        onMessage: (message) => this.#onMessage(message),
        onDeath: (reason) => this.#onDeath(reason),
        onRestart: () => this.#onStart(),
      },
    );
  }

  get counts(): BusCounts {
    return this.#ledger.counts;
  }

  async start(): Promise<void> {
    if (this.#worker.isUp) return;
    try {
      await this.#worker.start();
      this.#onStart();
    } catch (error) {
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
    if (!this.#worker.post({ publish: message })) this.#loseOthers("the bus has no worker");
  }

  subscribe(channel: BusChannel, listener: (envelope: EventEnvelope) => void): () => void {
    if (channel === "normal") this.#worker.post({ wantsAll: true });
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
    await this.#ask((close) => ({ close }), this.#task.flushTimeoutMs + CLOSING_MS);
    await this.#worker.end();
    this.#loseOthers("the bus was disposed before its worker had sent them");
    const lost = this.#ledger.loseUnsafe();
    if (lost > 0) {
      this.#emitChange("dropped", lost, "CRITICAL messages were neither sent nor saved");
    }
  }

  /** Tells a worker that has started what it has to know. */
  #onStart(): void {
    if (this.#listeners.normal.size > 0) this.#worker.post({ wantsAll: true });
    for (const publish of this.#ledger.unsafe) this.#worker.post({ publish, again: true });
  }

  /** Drops what the worker held; what is CRITICAL is handed to the next one. */
  #onDeath(reason: string): void {
    this.#onLink(false, reason);
    this.#loseOthers(reason);
    for (const settle of this.#awaited.values()) settle();
  }

  /** Asks the worker for something and waits until it is done, at most `ms` milliseconds. */
  async #ask(question: (number: number) => ToWorker, ms: number): Promise<void> {
    this.#asked += 1;
    const number = this.#asked;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.set(number, resolve);
    if (this.#worker.post(question(number))) await settlesWithin(promise, ms);
    this.#awaited.delete(number);
  }

  #onMessage(message: FromWorker): void {
    if ("arrived" in message) this.#onArrival(message.arrived);
    else if ("receipts" in message) this.#onReceipts(message.receipts);
    else if ("link" in message) this.#onLink(message.link.up, message.link.reason);
    else if ("recovered" in message) {
      this.#ledger.recover(message.recovered);
      this.#emitChange("recovered", message.recovered, "a process that died had left them");
    } else if ("unsaved" in message) this.#emitChange("unsaved", 1, message.unsaved);
    else if ("done" in message) this.#awaited.get(message.done)?.();
  }

  #onArrival({ channel, id, bytes }: Arrival): void {
    this.#ledger.receive();
    this.#listeners[channel].emit(EventEnvelope.decode(bytes));
    this.#worker.post({ handled: { channel, id } });
  }

  #onReceipts(receipts: Receipts): void {
    const dropped = this.#ledger.settle(receipts);
    if (dropped > 0) this.#emitChange("dropped", dropped, receipts.dropReason);
    if (receipts.refused > 0) this.#emitChange("refused", receipts.refused, receipts.refusal);
  }

  /** The breaker shows how the destination does; messages wait for it, or are given up, whatever it says. */
  #onLink(up: boolean, reason: string): void {
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
