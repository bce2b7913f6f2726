import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  createTrainer,
  custom,
  frozenRate,
  layersModel,
  meanSquaredError,
  sgd,
} from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";

const pairs = {
  inputs: { x: { values: [10, 20, 12, 24, 14, 28, 16, 32], shape: [2] } },
  targets: { y: { values: [0, 1, 0, 1], shape: [1] } },
};

/** Trains `model` for some epochs of four examples in one batch. */
async function train(model: tf.LayersModel, rate = 0.01) {
  await using trainer = createTrainer({
    host: model,
    data: arrays(pairs),
    modules: [testBackend(), sgd(), constant(rate), meanSquaredError()],
  });
  return await trainer.run({ epochs: 3 });
}

const moving = (norm: tf.layers.Layer) =>
  norm
    .getWeights()
    .slice(-2)
    .map((weight) => [...weight.dataSync()]);

test("layersModel() runs a frozen batch normalization as in a prediction, as Keras does", async () => {
  const norm = tf.layers.batchNormalization({ inputShape: [2], momentum: 0.5 });
  norm.trainable = false;
  const dense = tf.layers.dense({ units: 1, kernelInitializer: "ones" });
  const report = await train(tf.sequential({ layers: [norm, dense] }));
  assert.deepEqual(moving(norm), [
    [0, 0],
    [1, 1],
  ]);
  // Divided by sqrt(1 + 0.001) and not by the deviation of the batch: the outputs are 30, 36, 42 and 48 times that.
  const scale = 1 / Math.sqrt(1.001);
  const errors = [30 * scale, 36 * scale - 1, 42 * scale, 48 * scale - 1];
  const loss = errors.reduce((sum, error) => sum + error ** 2, 0) / 4;
  assertClose([report.epochs[0]?.train.loss as number], [loss], 1e-5);
});

test("layersModel() runs a batch normalization in a frozen model as in a prediction", async () => {
  const norm = tf.layers.batchNormalization({ inputShape: [2], momentum: 0.5 });
  const base = tf.sequential({ layers: [norm] });
  base.trainable = false;
  await train(tf.sequential({ layers: [base, tf.layers.dense({ units: 1 })] }));
  assert.deepEqual(moving(norm), [
    [0, 0],
    [1, 1],
  ]);
});

test("layersModel() moves the statistics of a batch normalization that is trained", async () => {
  const norm = tf.layers.batchNormalization({ inputShape: [2], momentum: 0.5 });
  await train(tf.sequential({ layers: [norm, tf.layers.dense({ units: 1 })] }));
  // Three steps of half the way from 0 to the means of 13 and 26.
  assertClose(moving(norm)[0] as number[], [13 * 0.875, 26 * 0.875], 1e-5);
});

test("layersModel() restores a model's layers when the host is disposed", async () => {
  const norm = tf.layers.batchNormalization({ inputShape: [2] });
  await train(tf.sequential({ layers: [norm, tf.layers.dense({ units: 1 })] }));
  assert.equal(Object.hasOwn(norm, "call"), false);
});

/** Losses of a network that sums 4,096 ones behind a dropout with a seed of its own: they tell the mask. */
async function dropoutLosses(seed: number, wrap: (layer: tf.layers.Layer) => tf.layers.Layer) {
  const dropout = wrap(tf.layers.dropout({ rate: 0.5, seed: 7 }));
  const host = layersModel(() =>
    tf.sequential({
      layers: [
        tf.layers.reshape({ inputShape: [4096], targetShape: [64, 64] }),
        dropout,
        tf.layers.flatten(),
        tf.layers.dense({ units: 1, useBias: false, kernelInitializer: "ones" }),
      ],
    }),
  );
  await using trainer = createTrainer({
    host,
    data: arrays({
      inputs: { x: { values: new Float32Array(4096).fill(1), shape: [4096] } },
      targets: { y: { values: [0], shape: [1] } },
    }),
    modules: [testBackend(), sgd(), frozenRate(), meanSquaredError()],
    seed,
  });
  const { epochs } = await trainer.run({ epochs: 4 });
  return epochs.map(({ train }) => train.loss);
}

test("layersModel() draws another mask in each step for a dropout with a seed, by the run's seed", async () => {
  for (const wrap of [
    (layer: tf.layers.Layer) => layer,
    (layer: tf.layers.Layer) => tf.layers.timeDistributed({ layer }),
  ]) {
    const losses = await dropoutLosses(1, wrap);
    assert.equal(new Set(losses).size, 4);
    assert.deepEqual(await dropoutLosses(1, wrap), losses);
    assert.notDeepEqual(await dropoutLosses(2, wrap), losses);
  }
});

/** Weights of a kernel with a constraint after steps of gradient descent along -1 and 3, from ones. */
async function constrained(
  kernelConstraint: Parameters<typeof tf.layers.dense>[0]["kernelConstraint"],
) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        inputShape: [2],
        units: 1,
        useBias: false,
        kernelInitializer: "ones",
        kernelConstraint,
      }),
      tf.layers.dense({ units: 1, useBias: false, kernelInitializer: "ones", trainable: false }),
    ],
  });
  await using trainer = createTrainer({
    host: model,
    data: arrays({
      inputs: { x: { values: [-1, 3], shape: [2] } },
      targets: { y: { values: [0], shape: [1] } },
    }),
    modules: [
      testBackend(),
      sgd(),
      constant(1),
      custom({ name: "linear", loss: ([out]) => (out as tf.Tensor).sum() }),
    ],
  });
  await trainer.run({ epochs: 2 });
  return [...(model.getWeights()[0] as tf.Tensor).dataSync()];
}

test("layersModel() keeps weights within their constraints after each update, as Keras does", async () => {
  const { constraints } = tf;
  // One step goes from (1, 1) to (2, -2), the next from what that became by (1, -3).
  assertClose(await constrained(constraints.nonNeg()), [3, 0], 1e-6);
  // (2, -2) to a length of 1 is (0.7071, -0.7071); (1.7071, -3.7071) is 4.0812 long.
  const root = Math.SQRT1_2;
  const length = Math.hypot(1 + root, 3 + root);
  const unit = [(1 + root) / length, -(3 + root) / length];
  assertClose(await constrained(constraints.unitNorm({ axis: 0 })), unit, 1e-5);
  assertClose(await constrained(constraints.maxNorm({ maxValue: 1, axis: 0 })), unit, 1e-5);
});

test("layersModel() leaves no tensors behind when constraints are applied", async () => {
  await constrained(tf.constraints.nonNeg());
  leavesNoTensors(() => {});
});
