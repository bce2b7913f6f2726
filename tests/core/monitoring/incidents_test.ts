import assert from "node:assert/strict";
import { test } from "node:test";
import { EVENT_TABLE } from "../../../core/engine/event_table.ts";
import { RunEventStream } from "../../../core/events/run_event_stream.ts";
import { SPAN, TELEMETRY } from "../../../core/mod.ts";
import { spanWriter } from "../../../core/monitoring/span_writer.ts";
import { memory, SpanRecorder } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

test("spanWriter() raises an alert before the span ends when the incident is critical", async () => {
  const recorder = new SpanRecorder();
  const { tracer } = await resolveProvider(TELEMETRY, memory(recorder));
  const events = new RunEventStream(EVENT_TABLE, { step: 7, epoch: 1 });
  events.subscribe(spanWriter(tracer));
  const span = tracer.startSpan(SPAN.epoch);
  events.begin(span);
  events.emit("boundary/breach", { message: "late" });
  events.emit("run/failed", { message: "disk full" });

  assert.deepEqual(
    recorder.spans.map(({ name }) => name),
    [SPAN.alert],
  );
  const [alert] = recorder.spans;
  assert.equal(alert?.parentSpanId, span.spanContext().spanId);
  assert.equal(alert?.attributes["tolaria.priority"], "critical");
  assert.equal(alert?.attributes["tolaria.incident.kind"], "run/failed");
  assert.equal(alert?.attributes["tolaria.incident.message"], "disk full");
  assert.equal(alert?.status.code, "error");
  span.end();
  assert.equal(recorder.named(SPAN.epoch)[0]?.events.length, 2);
});
