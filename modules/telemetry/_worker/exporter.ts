import { machineClock, type Priority, Spool, settlesWithin } from "../../../core/worker.ts";
import type { ReadableSpan, ResourceMetrics } from "../../../deps_optional.ts";
import { Batcher, type BatcherLimits } from "./batcher.ts";
import type { Destination } from "./destination.ts";
import type { ExporterState, FromWorker, ToWorker, WorkerTask } from "./messages.ts";
import { MetricsPump } from "./metrics_pump.ts";
import { RemoteGate } from "./remote_gate.ts";
import { METRICS_MARK, Ring } from "./ring.ts";
import { decodeSpan } from "./span_wire.ts";
import { fromWireJson } from "./wire_json.ts";

/** How often it looks into the ring by itself, ms. */
const POLL_MS = 100;

/** Takes what comes through a ring to a destination. */
export class Exporter {
  readonly #destination: Destination;
  readonly #post: (message: FromWorker) => void;
  readonly #resource: ReadableSpan["resource"];
  readonly #ring: Ring;
  readonly #gate: RemoteGate;
  readonly #spool: Spool;
  readonly #batcher: Batcher;
  readonly #metrics: MetricsPump;
  readonly #limits: BatcherLimits;
  #posted = "";

  constructor(task: WorkerTask, destination: Destination, post: (message: FromWorker) => void) {
    this.#destination = destination;
    this.#post = post;
    this.#limits = task.limits;
    this.#resource = resourceOf(task.resource);
    this.#ring = new Ring(task.ring);
    this.#gate = new RemoteGate(task.breaker, (message) => {
      post(message);
      // After the batcher has counted what came of it.
      setTimeout(() => this.#postState());
    });
    this.#spool = new Spool({ ...task.spool, owner: `${task.spool.owner}-worker` });
    adoptInto(this.#spool);
    const resource = JSON.stringify(task.resource);
    this.#batcher = new Batcher(
      {
        deliver: (batch, context) =>
          destination.deliver(
            batch.map((text) => this.#toSpan(text)),
            context,
          ),
        gate: this.#gate,
        spool: this.#spool,
        toRecord: (text) => `{"resource":${resource},"span":${text}}`,
        check: (text) => void this.#toSpan(text),
        now: () => machineClock.monotonicMs(),
      },
      task.limits,
    );
    this.#metrics = new MetricsPump(destination);
    setInterval(() => this.readRing(), POLL_MS);
  }

  /** Takes everything out of the ring. */
  readRing(): void {
    do {
      for (let text = this.#ring.take(); text !== undefined; text = this.#ring.take()) {
        this.#route(text);
      }
    } while (!this.#ring.rest());
    this.#postState();
  }

  /** Does what the training's thread asks for. */
  async receive(message: ToWorker): Promise<void> {
    if (message.kind === "breaker" || message.kind === "leave") return this.#gate.receive(message);
    this.readRing();
    if (message.kind === "wake") return;
    const { number } = message;
    const spans = message.kind === "flush" ? this.#batcher.flush() : this.#batcher.close();
    await Promise.all([spans, settlesWithin(this.#metrics.settled(), this.#limits.flushTimeoutMs)]);
    const state = this.#state();
    if (message.kind === "close") {
      await this.#destination.close();
      this.#spool.close();
    }
    this.#post({ kind: "done", number, state });
  }

  #route(text: string): void {
    if (text[0] !== METRICS_MARK)
      return this.#batcher.add(text.slice(1), Number(text[0]) as Priority);
    const metrics = fromWireJson(text.slice(1)) as ResourceMetrics;
    this.#metrics.take({ ...metrics, resource: this.#resource });
  }

  #toSpan(text: string): ReadableSpan {
    if (text[0] !== "{") return decodeSpan(text, this.#resource);
    // From the spool, perhaps of another process.
    const { resource, span } = JSON.parse(text);
    return decodeSpan(JSON.stringify(span) ?? "null", resourceOf(Object(resource)));
  }

  #state(): ExporterState {
    const { losses, deferred, delivered, held: unsent } = this.#batcher;
    const spilled = this.#spool.count;
    return { losses: { ...losses.read(), deferred, spilled, unsent }, delivered };
  }

  /** Tells how it stands, where that has changed. */
  #postState(): void {
    const state = this.#state();
    const text = JSON.stringify(state);
    if (text === this.#posted) return;
    this.#posted = text;
    this.#post({ kind: "state", state });
  }
}

/** Takes over what others left. A disk that fails here fails at the next span too, and is reported then. */
function adoptInto(spool: Spool): void {
  try {
    spool.adopt();
  } catch {}
}

function resourceOf(attributes: WorkerTask["resource"]): ReadableSpan["resource"] {
  return { attributes } as ReadableSpan["resource"];
}
