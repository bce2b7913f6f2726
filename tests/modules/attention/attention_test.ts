import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { attention } from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";

test("attention() weighs what each place gives by how well it is found", () => {
  // One place asks for the first of two numbers, by which the second place is found: scores 0 and 4 ln 3 / sqrt(1), in
  // one head of one number each, and so weights 1 / 82 and 81 / 82.
  leavesNoTensors(() => {
    const [q, k, v] = [[[[4]]], [[[0], [Math.log(3)]]], [[[82], [164]]]].map((x) => tf.tensor3d(x));
    const y = attention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, { heads: 1 });
    assert.deepEqual(y.shape, [1, 1, 1]);
    assertClose(take(y), [1 + 2 * 81], 1e-6);
    tf.dispose([q, k, v] as tf.Tensor[]);
  });
});

test("attention() gives each head its own part of the last axis", () => {
  // The first head finds the first place, the second one the second: what they give there is 1 and 4.
  const found = tf.tensor3d([
    [
      [200, 0],
      [0, 200],
    ],
  ]);
  const given = tf.tensor3d([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  const asking = tf.tensor3d([[[1, 1]]]);
  const y = attention(asking, found, given, { heads: 2 });
  assertClose(take(y), [1, 4], 1e-6);
  tf.dispose([found, given, asking]);
});

test("attention() refuses heads that do not divide the last axis", () => {
  const x = tf.zeros<tf.Rank.R3>([1, 2, 6]);
  for (const heads of [0, 4, 1.5]) {
    assert.throws(() => attention(x, x, x, { heads }), {
      name: "RangeError",
      message: `"heads" must divide the 6 numbers of a place, but is ${heads}. Cannot attend.`,
    });
  }
  x.dispose();
});
