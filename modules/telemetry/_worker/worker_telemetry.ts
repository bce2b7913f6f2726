import type { Worker } from "node:worker_threads";
import {
  type CircuitBreaker,
  type CircuitBreakers,
  type Telemetry,
  type TelemetryLosses,
  TolariaError,
} from "../../../core/mod.ts";
import type { Meter, Tracer } from "../../../deps.ts";
import { CircuitBreakerState } from "../../../proto/mod.ts";
import type { ExporterState, FromWorker, ToWorker, WorkerTask } from "./messages.ts";
import type { Outbox } from "./outbox.ts";
import { sumOf } from "./sum_of.ts";
import { withinMs } from "./within_ms.ts";

/** What the worker may take over the limits of its batcher before it is given up on, ms. */
const GRACE_MS = 2_000;

const NOTHING: ExporterState = { losses: { spans: 0 }, delivered: 0 };

/** What a telemetry with a worker is made of. */
export interface WorkerTelemetryParts {
  readonly name: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly outbox: Outbox;
  readonly worker: Worker;
  readonly task: WorkerTask;
  readonly destination: string;
  readonly breakers: CircuitBreakers;
  /** Brings the metrics as they stand into the outbox. */
  readonly collect: () => Promise<void>;
  /** Ends the timer that does so now and then. */
  readonly stopCollecting: () => void;
}

/** Telemetry whose exporter is in a worker: what leaves the process does so while the training's thread is busy. */
export class WorkerTelemetry implements Telemetry {
  readonly name: string;
  readonly destination: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly #parts: WorkerTelemetryParts;
  readonly #breaker: CircuitBreaker;
  readonly #unsubscribe: () => void;
  readonly #replies = new Map<number, () => void>();
  #asked = 0;
  #state = NOTHING;
  #death: string | undefined;
  #disposing: Promise<void> | undefined;

  constructor(parts: WorkerTelemetryParts) {
    this.name = parts.name;
    this.destination = parts.destination;
    this.tracer = parts.tracer;
    this.meter = parts.meter;
    this.#parts = parts;
    const { breakers, task, worker } = parts;
    this.#breaker = breakers.of(task.breaker);
    this.#unsubscribe = breakers.subscribe(({ name }) => {
      if (name === task.breaker) this.#postBreaker(false);
    });
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => this.#die(`its worker failed: ${error}`));
    worker.on("exit", () => this.#die("its worker ended"));
  }

  losses(): TelemetryLosses {
    const { outbox } = this.#parts;
    const known = sumOf(this.#state.losses, outbox.losses.read(), outbox.spilled);
    if (this.#death === undefined) return known;
    // What it had taken and not told of is gone with it.
    const told = this.#state.delivered + this.#state.losses.spans + (known.spilled ?? 0);
    const gone = Math.max(0, outbox.sent - told);
    return { ...known, spans: known.spans + gone, reason: known.reason ?? this.#death };
  }

  async flush(): Promise<void> {
    if (this.#disposing) return;
    await this.#parts.collect();
    await this.#ask("flush");
  }

  dispose(): Promise<void> {
    this.#disposing ??= this.#dispose();
    return this.#disposing;
  }

  async #dispose(): Promise<void> {
    const { outbox, worker, stopCollecting, collect } = this.#parts;
    stopCollecting();
    await collect();
    await this.#ask("close");
    this.#unsubscribe();
    outbox.close("a span ended after the telemetry was closed");
    this.#death ??= "its worker did not end in time";
    await worker.terminate();
  }

  /** Asks the worker for something and waits until it is done, for a bounded time. */
  async #ask(kind: "flush" | "close"): Promise<void> {
    const { outbox, task } = this.#parts;
    const limitMs = task.limits.flushTimeoutMs + GRACE_MS;
    const untilMs = performance.now() + limitMs;
    while (!outbox.pump() && performance.now() < untilMs && this.#death === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (this.#death !== undefined) return;
    const number = ++this.#asked;
    const done = new Promise<void>((resolve) => this.#replies.set(number, resolve));
    this.#post({ kind, number });
    await withinMs(done, limitMs);
    this.#replies.delete(number);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "ask":
        return this.#post({ kind: "leave", given: this.#breaker.acquire() });
      case "outcome":
        if (message.asked || this.#breaker.acquire()) {
          if (message.failure === undefined) this.#breaker.succeed();
          else this.#breaker.fail(message.failure);
        }
        return this.#postBreaker(true);
      case "state":
        this.#state = message.state;
        return;
      case "done":
        this.#state = message.state;
        this.#replies.get(message.number)?.();
    }
  }

  #postBreaker(settles: boolean): void {
    const closed = this.#breaker.state === CircuitBreakerState.CIRCUIT_STATE_CLOSED;
    this.#post({ kind: "breaker", closed, settles });
  }

  #post(message: ToWorker): void {
    if (this.#death === undefined) this.#parts.worker.postMessage(message);
  }

  #die(reason: string): void {
    if (this.#death !== undefined) return;
    this.#death = reason;
    this.#parts.outbox.close(reason);
    for (const resolve of this.#replies.values()) resolve();
  }
}

/** Waits until a worker is ready; returns where its spans go. */
export async function readyWorker(worker: Worker, name: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (reason: string) =>
    reject(new TolariaError("telemetry/failed", `Cannot start ${name}: ${reason}`));
  const onMessage = (message: FromWorker) => {
    if (message.kind === "ready") resolve(message.destination);
    else if (message.kind === "failed") fail(message.reason);
  };
  worker.on("message", onMessage);
  worker.on("error", (error) => fail(String(error)));
  try {
    return await promise;
  } finally {
    worker.off("message", onMessage);
  }
}
