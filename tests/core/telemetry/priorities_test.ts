import assert from "node:assert/strict";
import { test } from "node:test";
import { SPAN } from "../../../core/mod.ts";
import { PRIORITIES, priorityName, spanPriority } from "../../../core/telemetry/priorities.ts";

const nameOf = (...args: Parameters<typeof spanPriority>) => priorityName(spanPriority(...args));

test("spanPriority() is that of the span's name where the span says nothing of it", () => {
  assert.equal(nameOf(SPAN.step, {}, false), "low");
  assert.equal(nameOf(SPAN.epoch, {}, false), "normal");
  assert.equal(nameOf("a user's own", {}, false), "normal");
  assert.equal(nameOf(SPAN.run, {}, false), "high");
});

test("spanPriority() is at least high where the span failed", () => {
  assert.equal(nameOf(SPAN.boundaryDecide, {}, true), "high");
  assert.equal(nameOf(SPAN.step, { "tolaria.priority": "critical" }, true), "critical");
});

test("spanPriority() is what the span says of itself, unless that is none", () => {
  for (const priority of PRIORITIES) {
    const own = priorityName(priority);
    assert.equal(nameOf(SPAN.run, { "tolaria.priority": own }, false), own);
  }
  assert.equal(nameOf(SPAN.run, { "tolaria.priority": "urgent" }, false), "high");
});
