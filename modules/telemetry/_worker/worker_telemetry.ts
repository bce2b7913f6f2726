import {
  type CircuitBreaker,
  type CircuitBreakers,
  machineClock,
  messageOf,
  SupervisedWorker,
  settlesWithin,
  type Telemetry,
  type TelemetryLosses,
  TolariaError,
} from "../../../core/mod.ts";
import type { Meter, Tracer } from "../../../deps.ts";
import { CircuitBreakerState } from "../../../proto/mod.ts";
import type { ExporterState, FromWorker, ToWorker, WorkerTask } from "./messages.ts";
import type { Outbox } from "./outbox.ts";
import { METRICS_MARK, type Ring } from "./ring.ts";
import { sumOf } from "./sum_of.ts";

/** Time beyond the limits of its batcher that the worker has to answer, ms. */
const GRACE_MS = 500;

/** Time after which a worker that died is replaced, ms. */
const RESTART_MS = 1_000;

const NOTHING: ExporterState = { losses: { spans: 0 }, delivered: 0 };

/** What a telemetry with a worker is made of. */
export interface WorkerTelemetryParts {
  readonly name: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly outbox: Outbox;
  readonly ring: Ring;
  readonly task: WorkerTask;
  readonly breakers: CircuitBreakers;
  /** Brings the metrics as they stand into the outbox. */
  readonly collect: () => Promise<void>;
  /** Ends the timer that does so now and then. */
  readonly stopCollecting: () => void;
}

/** Telemetry whose exporter runs in a worker: spans leave the process while the training's thread is busy. */
export class WorkerTelemetry implements Telemetry {
  readonly name: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly #parts: WorkerTelemetryParts;
  readonly #worker: SupervisedWorker<WorkerTask, ToWorker, FromWorker, string>;
  readonly #breaker: CircuitBreaker;
  readonly #unsubscribe: () => void;
  readonly #replies = new Map<number, () => void>();
  #destination: string | undefined;
  #asked = 0;
  #state = NOTHING;
  /** What workers that died had delivered and lost. */
  #past = NOTHING;
  /** Spans that were delivered when a flush ran out of time. */
  #stuckAt: number | undefined;
  #disposing: Promise<void> | undefined;

  constructor(parts: WorkerTelemetryParts) {
    this.name = parts.name;
    this.tracer = parts.tracer;
    this.meter = parts.meter;
    this.#parts = parts;
    const { breakers, task } = parts;
    this.#worker = new SupervisedWorker(
      {
        main: new URL("_worker_main.ts", import.meta.url),
        task: () => task,
        restartAfterMs: RESTART_MS,
        // A run that was never disposed must not keep the process alive.
        keepsProcess: false,
      },
      {
        onMessage: (message) => this.#onMessage(message),
        onDeath: (reason) => this.#onDeath(reason),
        onRestart: () => this.#postBreaker(false),
      },
    );
    this.#breaker = breakers.of(task.breaker);
    this.#unsubscribe = breakers.subscribe(({ name }) => {
      if (name === task.breaker) this.#postBreaker(false);
    });
  }

  get destination(): string | undefined {
    return this.#destination;
  }

  /** Starts the worker. @throws {TolariaError} `telemetry/failed`. */
  async start(): Promise<void> {
    try {
      this.#destination = await this.#worker.start();
    } catch (error) {
      this.#unsubscribe();
      this.#parts.stopCollecting();
      const message = `Cannot start ${this.name}: ${messageOf(error)}`;
      throw new TolariaError("telemetry/failed", message, { cause: error });
    }
  }

  /** Tells the worker that there is something in the ring. */
  wake(): void {
    this.#post({ kind: "wake" });
  }

  losses(): TelemetryLosses {
    const { outbox } = this.#parts;
    const known = sumOf(this.#state.losses, this.#past.losses, outbox.losses.read());
    return {
      ...known,
      spilled: (known.spilled ?? 0) + outbox.spilled,
      unsent: (known.unsent ?? 0) + outbox.waiting,
    };
  }

  async flush(): Promise<void> {
    if (this.#disposing) return;
    await this.#parts.collect();
    const delivered = this.#state.delivered;
    // The end of a run flushes more than once: a destination that hangs is waited for once.
    const waitMs = this.#stuckAt === delivered ? 0 : this.#parts.task.limits.flushTimeoutMs;
    await this.#ask("flush", waitMs);
    const isStuck = (this.#state.losses.unsent ?? 0) > 0 && this.#state.delivered === delivered;
    this.#stuckAt = isStuck ? delivered : undefined;
  }

  dispose(): Promise<void> {
    this.#disposing ??= this.#dispose();
    return this.#disposing;
  }

  async #dispose(): Promise<void> {
    const { outbox, task, stopCollecting, collect } = this.#parts;
    stopCollecting();
    await collect();
    const answered = await this.#ask("close", task.limits.flushTimeoutMs);
    this.#unsubscribe();
    outbox.close("a span ended after the telemetry was closed");
    await this.#worker.end();
    // What is in the ring is read by nobody any more.
    if (!answered) this.#bury("its worker did not end in time", 0);
  }

  /** Asks the worker for something and waits until it is done, for a bounded time. Returns whether it is. */
  async #ask(kind: "flush" | "close", limitMs: number): Promise<boolean> {
    const untilMs = machineClock.monotonicMs() + limitMs + GRACE_MS;
    const { outbox } = this.#parts;
    while (!outbox.pump() && machineClock.monotonicMs() < untilMs && this.#worker.isUp) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const number = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#replies.set(number, resolve);
    const posted = this.#post({ kind, number });
    const answered = posted && (await settlesWithin(promise, untilMs - machineClock.monotonicMs()));
    this.#replies.delete(number);
    return answered && this.#worker.isUp;
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case "ask":
        this.#post({ kind: "leave", given: this.#breaker.acquire() });
        return;
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

  #post(message: ToWorker): boolean {
    return this.#worker.post(message);
  }

  #onDeath(reason: string): void {
    const inRing = [...this.#parts.ring.pending()].filter((text) => text[0] !== METRICS_MARK);
    this.#bury(reason, inRing.length);
    if (this.#breaker.acquire()) this.#breaker.fail(reason);
    for (const resolve of this.#replies.values()) resolve();
  }

  /** Counts what a worker that is gone had taken and not told of. */
  #bury(reason: string, inRing: number): void {
    const { losses, delivered } = sumOfStates(this.#state, this.#past);
    const gone =
      this.#parts.outbox.sent - inRing - delivered - losses.spans - (losses.spilled ?? 0);
    const spans = losses.spans + Math.max(0, gone);
    this.#past = {
      losses: { ...losses, spans, spilled: 0, ...(gone > 0 && { reason }) },
      delivered,
    };
    this.#state = { losses: { spans: 0, spilled: losses.spilled }, delivered: 0 };
  }
}

function sumOfStates(a: ExporterState, b: ExporterState): ExporterState {
  const { unsent: _, ...losses } = sumOf(a.losses, b.losses);
  return { losses, delivered: a.delivered + b.delivered };
}
