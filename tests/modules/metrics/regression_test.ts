import assert from "node:assert/strict";
import { test } from "node:test";
import { mae, mape, mse, r2, rmse } from "../../../modules/metrics/mod.ts";
import { conformsToMetric } from "../../../testing/metric.ts";
import { measure } from "../../_support/providers/metrics.ts";
import { floats } from "../../_support/providers/stub_host.ts";

const EXAMPLES = {
  outputs: [{ shape: [6, 2], values: Float32Array.of(1, 2, 3, 1, 5, 8, 2, 2, 0, 1, 4, 4) }],
  targets: [
    {
      shape: [6, 2],
      values: Float32Array.of(1, 1, 2, 2, 4, 9, 2, 1, 1, 3, 6, 4),
      column: floats([2]),
    },
  ],
};

conformsToMetric(() => mae(), EXAMPLES);
conformsToMetric(() => mse(), EXAMPLES);
conformsToMetric(() => rmse(), EXAMPLES);
conformsToMetric(() => mape(), EXAMPLES);
conformsToMetric(() => r2(), EXAMPLES);

const TWO = { size: 2, shape: [2], outputs: [1, 2, 3, 4], targets: [1, 4, 7, 4] } as const;

test("mae() and rmse() leave masked positions out", async () => {
  const sequences = { ...TWO, column: floats([2]), weights: [1, 0, 1, 1] };
  // Differences 0, 4 and 0 of the three that are left.
  assert.equal((await measure(mae(), sequences)).value, 4 / 3);
  assert.equal((await measure(rmse(), sequences)).value, Math.sqrt(16 / 3));
});

test("rmse() is taken of each number of the output by itself", async () => {
  // Differences (0, 2) and (4, 0): sqrt(16 / 2) and sqrt(4 / 2), averaged.
  const { value } = await measure(rmse(), { ...TWO, column: floats([2]) });
  assert.equal(value, (Math.sqrt(8) + Math.sqrt(2)) / 2);
});

test("r2() is 1 or 0 when the target never changes", async () => {
  const constant = { size: 2, shape: [1], targets: [3, 3], column: floats([1]) };
  assert.equal((await measure(r2(), { ...constant, outputs: [3, 3] })).value, 1);
  assert.equal((await measure(r2(), { ...constant, outputs: [3, 4] })).value, 0);
});

test("mae() takes a number for an output of one, and refuses other shapes", async () => {
  const single = { size: 2, shape: [1], outputs: [1, 2], targets: [2, 4] };
  assert.equal((await measure(mae(), { ...single, column: floats([]) })).value, 1.5);
  await assert.rejects(() => measure(mae(), { ...single, column: floats([2]) }), {
    code: "host/unsupported",
    message:
      'The shape of column "target" must be [1] like the output\'s, but is [2]. Cannot measure mae.',
  });
});
