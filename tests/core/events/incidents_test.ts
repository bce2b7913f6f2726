import assert from "node:assert/strict";
import { test } from "node:test";
import { IncidentLog } from "../../../core/events/incidents.ts";
import { type Incident, SPAN, TELEMETRY } from "../../../core/mod.ts";
import { memory, SpanRecorder } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

const incident = (kind: string): Incident => ({ kind, message: "boom", step: 7, epoch: 2 });

test("IncidentLog.add() raises an alert before the span ends when the incident is critical", async () => {
  const recorder = new SpanRecorder();
  const { tracer } = await resolveProvider(TELEMETRY, memory(recorder));
  const told: string[] = [];
  const log = new IncidentLog(tracer, ({ kind }) => told.push(kind));
  const span = tracer.startSpan(SPAN.epoch);
  log.add(incident("boundary/breach"), span);
  log.add(incident("emergency/severe"), span);

  assert.deepEqual(
    recorder.spans.map(({ name }) => name),
    [SPAN.alert],
  );
  const [alert] = recorder.spans;
  assert.equal(alert?.parentSpanId, span.spanContext().spanId);
  assert.equal(alert?.attributes["tolaria.priority"], "critical");
  assert.equal(alert?.attributes["tolaria.incident.kind"], "emergency/severe");
  assert.equal(alert?.status.code, "error");
  span.end();
  assert.equal(recorder.named(SPAN.epoch)[0]?.events.length, 2);
  assert.deepEqual(told, ["boundary/breach", "emergency/severe"]);
});
