import assert from "node:assert/strict";
import { test } from "node:test";
import { fromTraceparent, toTraceparent } from "../../../core/telemetry/traceparent.ts";

// The example of https://www.w3.org/TR/trace-context/#traceparent-header
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const HEADER = `00-${TRACE}-${SPAN}-01`;

test("toTraceparent() writes a span's context as W3C has it, and none of a span that records nothing", () => {
  assert.equal(toTraceparent({ traceId: TRACE, spanId: SPAN, traceFlags: 1 }), HEADER);
  const nothing = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };
  assert.equal(toTraceparent(nothing), undefined);
});

test("fromTraceparent() reads what toTraceparent() writes, and nothing else", () => {
  assert.deepEqual(fromTraceparent(HEADER), {
    traceId: TRACE,
    spanId: SPAN,
    traceFlags: 1,
    isRemote: true,
  });
  for (const text of [
    "",
    HEADER.toUpperCase(),
    `01${HEADER.slice(2)}`,
    `${HEADER} `,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
  ]) {
    assert.equal(fromTraceparent(text), undefined, text);
  }
});
