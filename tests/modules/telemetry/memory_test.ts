import assert from "node:assert/strict";
import { test } from "node:test";
import { TELEMETRY, VERSION } from "../../../core/mod.ts";
import { context, SpanStatusCode, trace } from "../../../deps.ts";
import { memory, SpanRecorder } from "../../../modules/telemetry/memory/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";

conformsToTelemetry(async () => {
  const recorder = new SpanRecorder();
  const telemetry = await resolveProvider(TELEMETRY, memory(recorder));
  return { telemetry, delivered: () => recorder.spans.length };
});

test("memory() keeps name, parent, attributes, events and status of a span", async () => {
  const recorder = new SpanRecorder();
  const { tracer } = await resolveProvider(TELEMETRY, memory(recorder));
  const run = tracer.startSpan("run");
  const epoch = tracer.startSpan(
    "epoch",
    { attributes: { number: 1 } },
    trace.setSpan(context.active(), run),
  );
  epoch.addEvent("incident", { kind: "loss/non-finite" });
  epoch.setStatus({ code: SpanStatusCode.ERROR, message: "diverged" });
  epoch.end();
  run.end();

  const [above] = recorder.named("run");
  assert.ok(above);
  const [below] = recorder.childrenOf(above);
  assert.equal(below?.name, "epoch");
  assert.equal(below?.traceId, above.traceId);
  assert.deepEqual(below?.attributes, { number: 1 });
  assert.deepEqual(below?.events[0]?.attributes, { kind: "loss/non-finite" });
  assert.deepEqual(below?.status, { code: "error", message: "diverged" });
  assert.equal(above.parentSpanId, undefined);
});

test("memory() keeps times to the nanosecond as ISO 8601", async () => {
  const recorder = new SpanRecorder();
  const { tracer } = await resolveProvider(TELEMETRY, memory(recorder));
  // 1.5 s and 42 ns after 1970, and 2.25 ms later.
  tracer.startSpan("span", { startTime: [1, 500_000_042] }).end([1, 502_250_042]);
  const [span] = recorder.spans;
  assert.equal(span?.startTime, "1970-01-01T00:00:01.500000042Z");
  assert.equal(span?.endTime, "1970-01-01T00:00:01.502250042Z");
  assert.equal(span?.durationMs, 2.25);
});

test("memory() describes the process that the spans come from", async () => {
  const recorder = new SpanRecorder();
  const { tracer } = await resolveProvider(TELEMETRY, memory(recorder));
  tracer.startSpan("span").end();
  const resource = recorder.spans[0]?.resource;
  assert.equal(resource?.["service.name"], "tolaria");
  assert.equal(resource?.["service.version"], VERSION);
  assert.match(String(resource?.["process.runtime.name"]), /^(bun|deno|node)$/);
  assert.equal(resource?.["process.pid"], process.pid);
});

test("memory() counts the spans that gave way to others as lost", async () => {
  const recorder = new SpanRecorder(2);
  const telemetry = await resolveProvider(TELEMETRY, memory(recorder));
  for (const name of ["a", "b", "c"]) telemetry.tracer.startSpan(name).end();
  assert.deepEqual(
    recorder.spans.map(({ name }) => name),
    ["b", "c"],
  );
  assert.deepEqual(telemetry.losses(), {
    spans: 1,
    byPriority: { low: 0, normal: 1, high: 0, critical: 0 },
    reason: "the recorder was full",
  });
});

test("SpanRecorder() refuses a capacity of 0", () => {
  assert.throws(() => new SpanRecorder(0), /"capacity" must be .* at least 1, but is 0/);
});
