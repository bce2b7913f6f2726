import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { installOverrides } from "../../../../modules/compute/_shared/mod.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { assertClose, leavesNoTensors, take } from "../../../../testing/_support/tensors.ts";

const LAYERS = [
  tf.layers.dense({ units: 1 }),
  tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
  tf.layers.layerNormalization(),
].map((layer) => Object.getPrototypeOf(layer) as { readonly call: unknown });

const current = () => [
  ...["Tile", "Relu", "TolariaDense", "TolariaConv2d", "Softmax", "Sum", "Mean"].map((name) =>
    tf.getGradient(name),
  ),
  ...LAYERS.map(({ call }) => call),
];

// Where all tests are on a backend, it is in use all along.
const inUse = process.env.TOLARIA_BACKEND && "a backend has them in use";

testUnless(inUse, "installOverrides() restores tfjs's own after the last user removes them", () => {
  const before = current();
  const remove = [installOverrides(), installOverrides()];
  const ours = current();
  for (const [index, way] of ours.entries()) assert.notEqual(way, before[index]);
  remove[0]?.();
  assert.deepEqual(current(), ours);
  remove[1]?.();
  assert.deepEqual(current(), before);
});

test("installOverrides() differentiates sums and means", async () => {
  await tf.ready();
  const remove = installOverrides();
  leavesNoTensors(() => {
    tf.tidy(() => {
      const x = tf.ones([2, 3, 2]);
      const dy = tf.tensor1d([4, 8, 12]);
      const gradientOf = (reduce: (x: tf.Tensor) => tf.Tensor) => take(tf.grad(reduce)(x, dy));
      const rows = (weights: readonly number[]) =>
        [...weights, ...weights].flatMap((weight) => [weight, weight]);
      assert.deepEqual(
        gradientOf((x) => x.sum([0, 2])),
        rows([4, 8, 12]),
      );
      // Each mean is of four numbers.
      assert.deepEqual(
        gradientOf((x) => x.mean([0, -1])),
        rows([1, 2, 3]),
      );
      // mean(x^2)^2 has the gradient 2 mean(x^2) 2 x / 12, whose sum over all is 4 mean(x^2) mean(x); of that the gradient in
      // each of twelve ones is (4 2 x mean(x) + 4 mean(x^2)) / 12 = 1.
      const square = (x: tf.Tensor) => x.square().mean().square();
      const twice = tf.grad((x: tf.Tensor) => tf.grad(square)(x).sum());
      assertClose(take(twice(x)), Array(12).fill(1), 1e-6);
    });
  });
  remove();
});
