import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkline } from "../../../modules/observers/_report/sparkline.ts";

test("sparkline() spans lowest to highest, and leaves a gap for what is not finite", () => {
  assert.equal(sparkline([0, Number.NaN, 7, 3], 10), "▁ █▄");
});

test("sparkline() averages values that do not fit", () => {
  // Pairs: 1, 3, 5 of 1..5, so the middle one stands half way up.
  assert.equal(sparkline([0, 2, 2, 4, 4, 6], 3), "▁▅█");
});

test("sparkline() stays low when nothing changes, and draws nothing of nothing", () => {
  assert.equal(sparkline([2, 2], 10), "▁▁");
  assert.equal(sparkline([], 10), "");
});
