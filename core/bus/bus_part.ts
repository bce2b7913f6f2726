import type { Meter, ObservableResult, Span } from "../../deps.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Bus, BusChange, BusCounts } from "../ports/bus.ts";
import { INSTRUMENT } from "../telemetry/instruments.ts";
import { fromTraceparent } from "../telemetry/traceparent.ts";
import type { EmergencyBroadcast } from "./emergency_broadcast.ts";

/** Dependencies of the bus in a run. */
export interface BusPartOptions {
  readonly bus: Bus;
  readonly broadcast: EmergencyBroadcast;
  readonly events: RunEventEmitter;
  readonly meter: Meter;
  readonly runId: string;
  /** Span of the run. */
  readonly span: Span;
}

/** The message bus in a run: broadcasts emergencies under the run's id and reports changes of the bus. */
export class BusPart implements RunPart {
  readonly name = "bus";
  readonly #stop: readonly (() => void)[];
  readonly #seen = new Set<BusChange["kind"]>();

  constructor({ bus, broadcast, events, meter, runId, span }: BusPartOptions) {
    const changed = (change: BusChange) => {
      const first = !this.#seen.has(change.kind);
      this.#seen.add(change.kind);
      events.emit("bus", { change, destination: bus.destination, first });
    };
    broadcast.during({
      runId,
      span,
      onWord: (word, envelope) => {
        const cause = fromTraceparent(envelope.correlationId);
        if (cause) span.addLink({ context: cause });
        events.emit("bus/emergency", { word, envelope });
      },
      onRefused: (reason) => changed({ kind: "refused", count: 1, reason }),
    });
    this.#stop = [
      bus.watch(changed),
      countMessages(meter, () => bus.counts),
      () => broadcast.during(undefined),
    ];
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }
}

/** Publishes the counts as metrics. */
function countMessages(meter: Meter, read: () => BusCounts): () => void {
  const counter = meter.createObservableCounter(INSTRUMENT.busMessages);
  const observe = (result: ObservableResult) => {
    const { dropped, waiting, published, ...counts } = read();
    for (const [status, count] of Object.entries(counts)) result.observe(count, { status });
    for (const [priority, count] of Object.entries(dropped)) {
      result.observe(count, { status: "dropped", priority });
    }
    result.observe(published, { status: "published" });
  };
  counter.addCallback(observe);
  return () => counter.removeCallback(observe);
}
