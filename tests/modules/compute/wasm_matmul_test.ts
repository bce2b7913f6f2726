import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { TRAINED_NETWORKS, trainNetwork } from "../../../testing/_support/trained_networks.ts";
import {
  checkProducts,
  multiplied,
  type ProductSize,
  TRANSPOSES,
} from "../../conformance/matmul.ts";

// M = rows of a product, N = its columns, K = depth

/**
 * Sizes below, at and above what is multiplied at once (4 x 8), a tile (64 x 128) and a block (256 deep); from
 * [65, 257, 130] on large enough to be shared.
 */
const SIZES: readonly ProductSize[] = [
  [1, 1, 1],
  [3, 2, 7],
  [4, 5, 8],
  [5, 4, 9],
  [1, 300, 11],
  [67, 3, 1],
  [8, 513, 4],
  [65, 257, 130],
  [64, 256, 128],
  [130, 19, 259],
];

/** Makes the backend with `threads` threads current while `work` runs. */
async function withThreads<T extends tf.TensorContainer>(
  threads: number,
  work: () => T,
): Promise<T> {
  await tf.setBackend("cpu");
  const container = new Container();
  container.load(wasm({ threads }));
  await container.get(COMPUTE_BACKEND).start();
  try {
    return await leavesNoTensors(() => tf.tidy(work));
  } finally {
    await container.unbindAllAsync();
  }
}

const draw = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed);

for (const threads of [1, 2]) {
  test(`wasm() with ${threads} threads multiplies matrices of every size, transposed or not`, () =>
    withThreads(threads, () => checkProducts(SIZES)));

  test(`wasm() with ${threads} threads multiplies batches whose outer axes broadcast`, () =>
    withThreads(threads, () => {
      // Of a, which matrix each of the 2 x 3 products takes; of b the same.
      const cases = [
        {
          a: [2, 3, 5, 4],
          b: [2, 3, 4, 6],
          sources: [
            [0, 1, 2, 3, 4, 5],
            [0, 1, 2, 3, 4, 5],
          ],
        },
        {
          a: [2, 3, 5, 4],
          b: [4, 6],
          sources: [
            [0, 1, 2, 3, 4, 5],
            [0, 0, 0, 0, 0, 0],
          ],
        },
        {
          a: [2, 1, 5, 4],
          b: [3, 4, 6],
          sources: [
            [0, 0, 0, 1, 1, 1],
            [0, 1, 2, 0, 1, 2],
          ],
        },
        {
          a: [1, 3, 5, 4],
          b: [2, 1, 4, 6],
          sources: [
            [0, 1, 2, 0, 1, 2],
            [0, 0, 0, 1, 1, 1],
          ],
        },
      ];
      for (const { a, b, sources } of cases) {
        const [left, right] = [draw(a, 1), draw(b, 2)];
        const [lefts, rights] = [left.reshape([-1, 5, 4]), right.reshape([-1, 4, 6])];
        const expected = [0, 1, 2, 3, 4, 5].flatMap((index) => {
          const one = (stack: tf.Tensor, from: readonly number[] | undefined) =>
            tf.unstack(stack)[from?.[index] as number] as tf.Tensor;
          return [...tf.matMul(one(lefts, sources[0]), one(rights, sources[1])).dataSync()];
        });
        const actual = tf.matMul(left, right);
        assert.deepEqual(actual.shape, [2, 3, 5, 6]);
        assert.deepEqual([...actual.dataSync()], expected, `[${a}] [${b}]`);
      }
    }));

  test(`wasm() with ${threads} threads fuses bias and activation to the result of separate ops`, () =>
    withThreads(threads, () => {
      for (const size of [
        [5, 7, 9],
        [65, 257, 130],
      ] as const) {
        const { a, b, c } = multiplied(size);
        const bias = draw([size[2]], 3) as tf.Tensor1D;
        const sum = c.add(bias);
        const expected = { linear: sum, relu: sum.relu(), relu6: sum.relu6(), elu: sum.elu() };
        for (const [activation, apart] of Object.entries(expected)) {
          const fused = tf.fused.matMul({
            ...{ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias },
            activation: activation as tf.fused.Activation,
          });
          assertClose(
            [...fused.dataSync()],
            [...apart.dataSync()],
            1e-4,
            `${activation} [${size}]`,
          );
        }
      }
    }));
}

test("wasm() keeps NaN when it clamps a product", () =>
  withThreads(1, () => {
    const a = tf.tensor2d([1, Number.NaN, -2, -1], [2, 2]);
    const b = tf.tensor2d([1, 0, 0, 1, 1, 1], [2, 3]);
    const relu = tf.fused.matMul({ a, b, activation: "relu" });
    // Second row: -2 [1, 0, 0] - [1, 1, 1].
    assert.deepEqual([...relu.dataSync()], [Number.NaN, Number.NaN, Number.NaN, 0, 0, 0]);
  }));

test("wasm() returns zeros for a product of depth 0, and an empty one when an extent is 0", () =>
  withThreads(2, () => {
    const empty = tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3]));
    assert.deepEqual([...empty.dataSync()], [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(tf.matMul(tf.zeros([0, 2]), tf.ones([2, 3])).shape, [0, 3]);
  }));

test("wasm() multiplies to the same bits with any number of threads", async () => {
  const bits = (threads: number) =>
    withThreads(threads, () =>
      TRANSPOSES.map(([transposeA, transposeB]) => [
        ...multiplied([193, 517, 259], transposeA, transposeB).c.dataSync(),
      ]),
    );
  const [one, two, three] = [await bits(1), await bits(2), await bits(3)];
  assert.deepEqual(two, one);
  assert.deepEqual(three, one);
});

test("wasm() trains to the same bits with any number of threads", async () => {
  const train = (threads: number) => withThreads(threads, () => TRAINED_NETWORKS.map(trainNetwork));
  const [one, two] = [await train(1), await train(2)];
  assert.deepEqual(two, one);
});

test("wasm() rejects factors that are not float32", () =>
  withThreads(1, () => {
    const a = tf.ones([2, 3], "int32");
    assert.throws(() => tf.matMul(a, tf.ones([3, 2], "int32")), {
      message: "The factors must be float32, but one is int32. Cannot multiply.",
    });
  }));
