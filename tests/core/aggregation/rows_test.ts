import assert from "node:assert/strict";
import { test } from "node:test";
import { combineRows, gramOfRows } from "../../../core/aggregation/rows.ts";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { resolveProvider } from "../../_support/resolve_provider.ts";
import { assertClose, leavesNoTensors, take } from "../../_support/tensors.ts";
import { EACH_BACKEND } from "../../_support/test_backend.ts";

for (const [name, module] of Object.entries(EACH_BACKEND)) {
  test(`gramOfRows() and combineRows() take rows that are not finite, on ${name}`, async () => {
    const backend = await resolveProvider(COMPUTE_BACKEND, module());
    await backend.start();
    leavesNoTensors(() => {
      const rows_RP = tf.tensor2d([
        [1, 2, 3, 4, 5],
        [Number.NaN, 0, Number.POSITIVE_INFINITY, 0, 0],
        [-1, 1, -1, 1, -1],
      ]);
      const gram = take(gramOfRows(rows_RP));
      assert.deepEqual([gram[0], gram[2], gram[6], gram[8]], [55, -3, -3, 5]);
      for (const at of [1, 3, 4, 5, 7]) assert.ok(Number.isNaN(gram[at]));
      const combined = take(combineRows(rows_RP, Float64Array.of(2, 0, 0.5)));
      assertClose(combined, [1.5, 4.5, 5.5, 8.5, 9.5], 1e-6);
      assert.deepEqual(take(combineRows(rows_RP, new Float64Array(3))), [0, 0, 0, 0, 0]);
      rows_RP.dispose();
    });
    leavesNoTensors(() => {
      const empty = tf.zeros<tf.Rank.R2>([2, 0]);
      assert.deepEqual(take(gramOfRows(empty)), [0, 0, 0, 0]);
      assert.deepEqual(take(combineRows(empty, Float64Array.of(1, 1))), []);
      empty.dispose();
    });
    await backend.dispose();
  });
}
