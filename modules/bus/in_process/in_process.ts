import {
  BUS,
  type Bus,
  type BusChange,
  type BusChannel,
  type BusCounts,
  CLOCK,
  type Clock,
  channelOf,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BUDGETS, type EventEnvelope, type FieldsOf } from "../../../proto/mod.ts";
import { Admission, Listeners, OutboundQueue, packParcel, Tally } from "../_shared/mod.ts";

/** Options of {@link inProcessBus}. */
export interface InProcessBusOptions {
  /** Buses of one name are connected to each other. @default `tolaria` */
  readonly name?: string;
  /** CRITICAL messages that wait at most, and others; at least 1. @default 10,000 */
  readonly capacity?: number;
}

const InProcessSchema: z.ZodType<Required<InProcessBusOptions>> = z.strictObject({
  name: z.string().min(1).default("tolaria"),
  capacity: z.int().min(1).default(BUDGETS.queueDepth),
});

/** Those that have been started and not disposed, by name. */
const connected = new Map<string, Set<InProcessBus>>();

class InProcessBus implements Bus {
  readonly name = "in-process";
  readonly destination: string;
  readonly #tally = new Tally();
  readonly #admission: Admission;
  readonly #queue: OutboundQueue;
  readonly #changes = new Listeners<BusChange>(() => {});
  readonly #listeners: Readonly<Record<BusChannel, Listeners<EventEnvelope>>>;
  readonly #peers: Set<InProcessBus>;
  #turn: NodeJS.Immediate | undefined;
  #disposed = false;

  constructor({ name, capacity }: Required<InProcessBusOptions>, clock: Clock) {
    this.destination = `this process: ${name}`;
    this.#admission = new Admission(() => clock.wallMs());
    this.#queue = new OutboundQueue(capacity);
    const deaf = (reason: string) => this.#changes.tell({ kind: "deaf", count: 1, reason });
    this.#listeners = { emergency: new Listeners(deaf), normal: new Listeners(deaf) };
    this.#peers = connected.get(name) ?? new Set();
    connected.set(name, this.#peers);
  }

  get counts(): BusCounts {
    return this.#tally.read();
  }

  start(): Promise<void> {
    this.#peers.add(this);
    return Promise.resolve();
  }

  publish(envelope: FieldsOf<typeof EventEnvelope>): void {
    const parcel = packParcel(envelope);
    this.#tally.published += 1;
    this.#admission.noteOwn(parcel.eventId);
    const givenUp = this.#disposed ? parcel : this.#queue.push(parcel);
    // In a turn of its own: whoever publishes is in the midst of something.
    if (!this.#disposed) this.#turn ??= setImmediate(() => this.#deliver());
    if (!givenUp) return;
    this.#tally.dropped[givenUp.priority] += 1;
    const reason = this.#disposed ? "the bus is disposed" : "too many messages are waiting";
    this.#changes.tell({ kind: "dropped", count: 1, reason });
  }

  subscribe(channel: BusChannel, listener: (envelope: EventEnvelope) => void): () => void {
    return this.#listeners[channel].add(listener);
  }

  watch(listener: (change: BusChange) => void): () => void {
    return this.#changes.add(listener);
  }

  flush(): Promise<void> {
    this.#deliver();
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.#deliver();
    this.#disposed = true;
    this.#peers.delete(this);
    return Promise.resolve();
  }

  #deliver(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    for (const { bytes } of this.#queue.take(this.#queue.length)) {
      this.#tally.delivered += 1;
      for (const peer of this.#peers) if (peer !== this) peer.#receive(bytes);
    }
  }

  #receive(bytes: Uint8Array): void {
    const verdict = this.#admission.judge(bytes);
    if (verdict.kind === "repeated" || verdict.kind === "expired") this.#tally[verdict.kind] += 1;
    if (verdict.kind !== "fresh") return;
    this.#tally.received += 1;
    this.#listeners[channelOf(verdict.envelope.priority)].tell(verdict.envelope);
  }
}

/** Connects the trainers of one process, for tests and for several runs side by side. */
export function inProcessBus(options: InProcessBusOptions = {}): ContainerModule {
  const checked = parseOptions("make inProcessBus", InProcessSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(BUS)
      .toResolvedValue((clock: Clock) => new InProcessBus(checked, clock), [CLOCK])
      .inSingletonScope()
      .onDeactivation((bus) => bus.dispose());
  });
}
