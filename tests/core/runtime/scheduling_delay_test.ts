import assert from "node:assert/strict";
import { test } from "node:test";
import { schedulingDelayMs } from "../../../core/runtime/scheduling_delay.ts";

test("schedulingDelayMs() never falls, on a system that tells it", () => {
  const before = schedulingDelayMs();
  const after = schedulingDelayMs();
  if (process.platform !== "linux") return assert.equal(before, undefined);
  assert.ok(before !== undefined && after !== undefined && after >= before && before >= 0);
});

test("schedulingDelayMs() returns undefined for a process that is gone", () => {
  // Above the largest id that Linux gives, 2^22.
  assert.equal(schedulingDelayMs(2 ** 22 + 1), undefined);
});
