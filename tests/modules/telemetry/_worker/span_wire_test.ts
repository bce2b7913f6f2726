import assert from "node:assert/strict";
import { test } from "node:test";
import { context, SpanStatusCode, trace } from "../../../../deps.ts";
import type { ReadableSpan } from "../../../../deps_optional.ts";
import {
  describeProcess,
  startTracer,
  toSpanRecord,
} from "../../../../modules/telemetry/_sdk/mod.ts";
import { decodeSpan, encodeSpan } from "../../../../modules/telemetry/_worker/span_wire.ts";

const LINKED = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };

test("decodeSpan() gives back what encodeSpan() was given, odd numbers included", async () => {
  const ended: ReadableSpan[] = [];
  const resource = await describeProcess("lab");
  const tracer = await startTracer((span) => void ended.push(span), resource);
  const parent = tracer.startSpan("parent");
  const attributes = {
    text: "\u0000 ü 𝄞",
    list: [1, Number.NaN, Number.NEGATIVE_INFINITY],
    infinite: Number.POSITIVE_INFINITY,
    flag: true,
  };
  const span = tracer.startSpan(
    "child",
    {
      attributes,
      links: [{ context: LINKED, attributes: { loss: Number.NaN } }],
      startTime: [7, 9],
    },
    trace.setSpan(context.active(), parent),
  );
  span.addEvent("event", { loss: Number.NaN }, [8, 1]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: "diverged" });
  span.end([8, 3]);

  const [before] = ended as [ReadableSpan];
  const after = decodeSpan(encodeSpan(before), resource);
  assert.deepEqual(toSpanRecord(after), toSpanRecord(before));
  const { traceState, ...spanContext } = before.spanContext();
  assert.equal(traceState, undefined);
  assert.deepEqual(after.spanContext(), spanContext);
  assert.equal(after.kind, before.kind);
  assert.deepEqual(after.links[0]?.context, LINKED);
  assert.deepEqual(after.links[0]?.attributes, { loss: Number.NaN });
  assert.deepEqual(after.instrumentationScope.name, before.instrumentationScope.name);
});
