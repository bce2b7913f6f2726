import type { Meter, ObservableResult } from "../../deps.ts";
import type { RunScope } from "../engine/run_context.ts";
import type { BusChange, BusCounts } from "../ports/bus.ts";
import { EVENT, METRIC } from "../telemetry/conventions.ts";
import { fromTraceparent } from "../telemetry/traceparent.ts";
import { busChangeAttributes, busWordAttributes } from "./bus_attributes.ts";

/** What is worth an incident, each kind once a run; the report has the counts. */
const INCIDENTS: ReadonlySet<BusChange["kind"]> = new Set([
  "down",
  "dropped",
  "refused",
  "recovered",
  "unsaved",
  "unhandled",
]);

/** Tells a run's span, incidents and metrics what happens to the bus. Returns what ends that. */
export function reportBus({ session, incidents, span }: RunScope, runId: string): () => void {
  const { services, broadcast, progress } = session;
  const { bus } = services;
  const told = new Set<BusChange["kind"]>();
  const tell = (change: BusChange) => {
    span.addEvent(EVENT.bus, busChangeAttributes(change));
    if (told.has(change.kind) || !INCIDENTS.has(change.kind)) return;
    told.add(change.kind);
    const { step, epoch } = progress;
    incidents.add({ ...describe(change, bus.destination), step, epoch: epoch + 1 }, span);
  };
  broadcast.during({
    runId,
    span,
    onWord: (word, envelope) => {
      const cause = fromTraceparent(envelope.correlationId);
      if (cause) span.addLink({ context: cause });
      span.addEvent(EVENT.busWord, busWordAttributes(word, envelope));
    },
    onRefused: (reason) => tell({ kind: "refused", count: 1, reason }),
  });
  const stop = [bus.watch(tell), countMessages(services.telemetry.meter, () => bus.counts)];
  return () => {
    for (const end of stop) end();
    broadcast.during(undefined);
  };
}

function describe({ kind, count, reason }: BusChange, destination: string | undefined) {
  const what = count > 0 ? `${count} messages ${kind}` : kind;
  return { kind: `bus/${kind}`, message: `bus to ${destination}: ${what}: ${reason}` };
}

/** Shows the counts to whoever reads the metrics of the run. */
function countMessages(meter: Meter, read: () => BusCounts): () => void {
  const counter = meter.createObservableCounter(METRIC.busMessages);
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
