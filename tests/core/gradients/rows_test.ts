import assert from "node:assert/strict";
import { test } from "node:test";
import { gramOfRows, readGram } from "../../../core/gradients/gram.ts";
import { combineRows } from "../../../core/gradients/rows.ts";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";

/** The inner products as a step reads them. */
function gramOf(rows_RP: tf.Tensor2D): Float64Array {
  return readGram(Float32Array.from(take(gramOfRows(rows_RP))), rows_RP);
}

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
      const gram = gramOf(rows_RP);
      assert.deepEqual([gram[0], gram[2], gram[6], gram[8]], [55, -3, -3, 5]);
      for (const at of [1, 3, 4, 5, 7]) assert.ok(Number.isNaN(gram[at]));
      const combined = take(combineRows(rows_RP, Float64Array.of(2, 0, 0.5)));
      assertClose(combined, [1.5, 4.5, 5.5, 8.5, 9.5], 1e-6);
      assert.deepEqual(take(combineRows(rows_RP, new Float64Array(3))), [0, 0, 0, 0, 0]);
      rows_RP.dispose();
    });
    leavesNoTensors(() => {
      const empty = tf.zeros<tf.Rank.R2>([2, 0]);
      assert.deepEqual([...gramOf(empty)], [0, 0, 0, 0]);
      assert.deepEqual(take(combineRows(empty, Float64Array.of(1, 1))), []);
      empty.dispose();
    });
    await backend.dispose();
  });

  test(`readGram() gives inner products in double precision on ${name}`, async () => {
    const backend = await resolveProvider(COMPUTE_BACKEND, module());
    await backend.start();
    // Opposed but for the last number: |a + b|^2 = 2^-24, of which squares of 6.25 in float32 keep nothing.
    const rows_RP = tf.tensor2d([
      [1.5, 2, 2 ** -12],
      [-1.5, -2, 0],
    ]);
    const [aa, ab, ba, bb] = gramOf(rows_RP) as unknown as [number, number, number, number];
    assert.deepEqual([aa, ab, ba, bb], [6.25 + 2 ** -24, -6.25, -6.25, 6.25]);
    rows_RP.dispose();
    await backend.dispose();
  });

  test(`readGram() stands squares outside of float32's range on ${name}`, async () => {
    const backend = await resolveProvider(COMPUTE_BACKEND, module());
    await backend.start();
    const values = [Math.fround(3e25), Math.fround(4e25), Math.fround(3e-18), Math.fround(4e-18)];
    const [a, b, c, d] = values as [number, number, number, number];
    const rows_RP = tf.tensor2d([
      [a, b],
      [c, d],
    ]);
    const expected = [a * a + b * b, a * c + b * d, a * c + b * d, c * c + d * d];
    assertClose(
      [...gramOf(rows_RP)].map((inner, at) => inner / (expected[at] as number)),
      [1, 1, 1, 1],
      1e-14,
    );
    rows_RP.dispose();
    await backend.dispose();
  });
}
