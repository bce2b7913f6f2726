import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObservedSpan } from "../../../core/mod.ts";
import { SPAN, watchSpans } from "../../../core/mod.ts";
import { startSpan } from "../../../core/telemetry/spans.ts";
import { SpanFeed } from "../../../core/tracing/span_feed.ts";
import { SpanStatusCode, trace } from "../../../deps.ts";

/** Telemetry that sends nothing, whose spans are watched. */
function watched() {
  const feed = new SpanFeed({ wallMs: () => 10_000 });
  const spans: ObservedSpan[] = [];
  feed.take = (span) => spans.push(span);
  const nothing = { name: "none", tracer: trace.getTracer("none") };
  const { tracer } = watchSpans(nothing as never, feed);
  return { feed, spans, tracer };
}

test("SpanFeed hands on spans that are sent nowhere, each with what it is part of", () => {
  const { spans, tracer } = watched();
  const run = startSpan(tracer, SPAN.run);
  const epoch = startSpan(tracer, SPAN.epoch, { "tolaria.epoch.number": 1 }, { parent: run });
  epoch.setStatus({ code: SpanStatusCode.ERROR });
  epoch.end();
  run.end();
  assert.deepEqual(
    spans.map(({ id, parent, name, failed, attributes }) => [id, parent, name, failed, attributes]),
    [
      [2, 1, "tolaria.epoch", true, { "tolaria.epoch.number": 1 }],
      [1, undefined, "tolaria.run", false, {}],
    ],
  );
});

test("SpanFeed takes a span's own times, and ends it on the run's clock", () => {
  const { spans, tracer } = watched();
  const nowMs = Date.now();
  startSpan(tracer, SPAN.step, {}, { startMs: nowMs - 5_000 }).end(nowMs - 2_000);
  const [{ startMs = 0, durationMs = 0 } = {}] = spans;
  assert.ok(Math.abs(durationMs - 3_000) < 100, `${durationMs}`);
  assert.equal(startMs + durationMs, 10_000);
});

test("SpanFeed hands on nothing if nobody takes it", () => {
  const { feed, spans, tracer } = watched();
  feed.take = undefined;
  startSpan(tracer, SPAN.run).end();
  assert.deepEqual(spans, []);
});
