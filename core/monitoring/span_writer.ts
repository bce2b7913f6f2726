import type { Tracer } from "../../deps.ts";
import type { EventRecord } from "../events/run_event_stream.ts";
import type { Incident } from "../ports/reports/incident.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";
import { raiseAlert } from "../telemetry/spans.ts";

/** Writes events and incidents to their spans; a critical one also leaves at once, as a span of its own. */
export function spanWriter(tracer: Tracer): (record: EventRecord) => void {
  return ({ event, rule, incident, critical, span }) => {
    const { spanEvent } = rule;
    if (spanEvent) span.addEvent(spanEvent.name, spanEvent.attributes(event as never));
    if (!incident) return;
    const attributes = incidentAttributes(incident);
    span.addEvent(EVENT.incident, attributes);
    if (critical) raiseAlert(tracer, attributes, span);
  };
}

function incidentAttributes(incident: Incident) {
  return {
    [ATTRIBUTE.incidentKind]: incident.kind,
    [ATTRIBUTE.incidentMessage]: incident.message,
    [ATTRIBUTE.epochNumber]: incident.epoch,
    [ATTRIBUTE.stepNumber]: incident.step,
  };
}
