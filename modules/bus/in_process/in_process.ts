import {
  BUS,
  type Bus,
  type BusChange,
  type BusChannel,
  type BusCounts,
  CLOCK,
  type Clock,
  channelOf,
  PriorityQueue,
  parseOptions,
  priorityName,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BUDGETS, type EventEnvelope, type FieldsOf } from "../../../proto/mod.ts";
import {
  BusCounters,
  Listeners,
  MessageDeduplicator,
  type OutboundMessage,
  toOutbound,
} from "../_shared/mod.ts";

/** Options of {@link inProcessBus}. */
export interface InProcessBusOptions {
  /** Buses of one name are connected to each other. @default `tolaria` */
  readonly name?: string;
  /** Most CRITICAL messages that wait, and most others, at least 1. @default 10,000 */
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
  readonly #counters = new BusCounters();
  readonly #deduplicator: MessageDeduplicator;
  readonly #queue: PriorityQueue<OutboundMessage>;
  readonly #changes = new Listeners<BusChange>(() => {});
  readonly #listeners: Readonly<Record<BusChannel, Listeners<EventEnvelope>>>;
  readonly #peers: Set<InProcessBus>;
  #turn: NodeJS.Immediate | undefined;
  #disposed = false;

  constructor({ name, capacity }: Required<InProcessBusOptions>, clock: Clock) {
    this.destination = `this process: ${name}`;
    this.#deduplicator = new MessageDeduplicator(() => clock.wallMs());
    this.#queue = new PriorityQueue(capacity);
    const unhandled = (reason: string) =>
      this.#changes.emit({ kind: "unhandled", count: 1, reason });
    this.#listeners = { emergency: new Listeners(unhandled), normal: new Listeners(unhandled) };
    this.#peers = connected.get(name) ?? new Set();
    connected.set(name, this.#peers);
  }

  get counts(): BusCounts {
    return this.#counters.read();
  }

  start(): Promise<void> {
    this.#peers.add(this);
    return Promise.resolve();
  }

  publish(envelope: FieldsOf<typeof EventEnvelope>): void {
    const message = toOutbound(envelope);
    this.#counters.published += 1;
    this.#deduplicator.rememberOwn(message.eventId);
    const evicted = this.#disposed ? message : this.#queue.push(message);
    // In a turn of its own: whoever publishes is in the midst of something.
    if (!this.#disposed) this.#turn ??= setImmediate(() => this.#deliver());
    if (!evicted) return;
    this.#counters.dropped[priorityName(evicted.priority)] += 1;
    const reason = this.#disposed ? "the bus is disposed" : "too many messages are waiting";
    this.#changes.emit({ kind: "dropped", count: 1, reason });
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
      this.#counters.delivered += 1;
      for (const peer of this.#peers) if (peer !== this) peer.#receive(bytes);
    }
  }

  #receive(bytes: Uint8Array): void {
    const evaluation = this.#deduplicator.evaluate(bytes);
    if (evaluation.kind === "repeated" || evaluation.kind === "expired")
      this.#counters[evaluation.kind] += 1;
    if (evaluation.kind !== "fresh") return;
    this.#counters.received += 1;
    this.#listeners[channelOf(evaluation.envelope.priority)].emit(evaluation.envelope);
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
