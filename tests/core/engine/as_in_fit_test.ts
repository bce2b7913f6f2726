import assert from "node:assert/strict";
import { before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { BatchFeeder } from "../../../core/data/batch_feeder.ts";
import { DATA_SOURCE, RandomStream, type Trainer } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  createTrainer,
  custom,
  layersModel,
} from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { onOneRank } from "../../_support/training/ranks.ts";
import { gradientDescent, trainerOf } from "../../_support/training/training.ts";

const SEED = 3;
const BATCH = 4;
const SIZE = 10;

before(useTestBackend);

const OWN_STATISTICS = onOneRank("each shard is normalized by its own mean and variance");

const pixels = Float32Array.from({ length: SIZE * 36 }, (_, i) => Math.sin(i * i));
const classes = Int32Array.from({ length: SIZE }, (_, i) => i % 3);
const data = arrays({
  inputs: { image: { values: pixels, shape: [6, 6, 1] } },
  targets: { label: { values: classes, classes: 3 } },
});

/** The same network with the same weights each time: batch norm, a frozen layer, penalties. */
function network(frozen: readonly string[]): tf.LayersModel {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [6, 6, 1],
        filters: 2,
        kernelSize: 3,
        kernelInitializer: seeded(1),
        // Batch norm takes a bias off again: its gradient would be nothing but rounding.
        useBias: false,
        name: "conv",
      }),
      tf.layers.batchNormalization({ name: "norm", momentum: 0.7 }),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({
        units: 5,
        activation: "tanh",
        kernelInitializer: seeded(2),
        name: "hidden",
      }),
      tf.layers.dense({
        units: 3,
        kernelInitializer: seeded(3),
        kernelRegularizer: tf.regularizers.l2({ l2: 0.05 }),
        name: "logits",
      }),
    ],
  });
  for (const name of frozen) model.getLayer(name).trainable = false;
  return model;
}

/** What `model.fit` does to the network in one epoch of the examples in `order`. */
async function fit(model: tf.LayersModel, rate: number, order: readonly number[]) {
  const loss = (targets: tf.Tensor, outputs: tf.Tensor) =>
    tf.losses.softmaxCrossEntropy(targets, outputs);
  model.compile({ optimizer: tf.train.adam(rate), loss });
  const x = tf.tensor4d(pixels, [SIZE, 6, 6, 1]).gather(order);
  const y = tf.oneHot(tf.tensor1d(classes, "int32").gather(order), 3);
  const { history } = await model.fit(x, y, {
    batchSize: BATCH,
    epochs: 1,
    shuffle: false,
    verbose: 0,
  });
  return history.loss?.[0] as number;
}

/** The order in which a trainer of this seed takes the examples in its first epoch. */
async function orderOfEpoch(): Promise<number[]> {
  const { train } = await (await resolveProvider(DATA_SOURCE, data)).open(SEED);
  const order = new RandomStream(SEED, "shuffle");
  const feeder = new BatchFeeder(train, { batchSize: SIZE, order });
  const batch = await feeder.next();
  batch?.dispose();
  assert.ok(batch);
  return [...batch.indices];
}

function trainerLikeFit(model: tf.LayersModel, rate: number): Trainer {
  return createTrainer({
    host: model,
    data,
    // The epsilon of tf.train.adam.
    modules: [testBackend(), constant(rate), adamw({ weightDecay: 0, epsilon: 1e-7 })],
    seed: SEED,
    batchSize: BATCH,
  });
}

const weightsByName = (model: tf.LayersModel) =>
  model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]] as const);

for (const frozen of [[], ["conv"], ["hidden"]]) {
  const name = `Trainer.run() moves weights and buffers as model.fit does when ${frozen.join(" and ") || "nothing"} is frozen`;
  testUnless(OWN_STATISTICS, name, async () => {
    const [ours, theirs] = [network(frozen), network(frozen)];
    const start = new Map(weightsByName(ours));
    const loss = await fit(theirs, 0.01, await orderOfEpoch());
    await using trainer = trainerLikeFit(ours, 0.01);
    const report = await trainer.run({ epochs: 1 });
    // Batches of 4, 4 and 2, each example counting alike in both.
    assertClose([report.epochs[0]?.train.loss as number], [loss], 1e-5, "loss");
    const expected = new Map(weightsByName(theirs));
    for (const [name, values] of weightsByName(ours)) {
      assertClose(values, expected.get(name) as number[], 1e-4, name);
      const still = frozen.some((layer) => name.startsWith(`${layer}/`)) && !/moving/.test(name);
      assert.equal(isDeepStrictEqual(values, start.get(name)), still, name);
    }
  });
}

test("Trainer.run() drops in the training pass, scaled, and not in the validation", async () => {
  const ones = {
    inputs: { x: { values: new Float32Array(400).fill(1), shape: [100] } },
    targets: { y: { values: new Float32Array(4) } },
  };
  const share = (of: number) => ({
    mean: ([outputs]: readonly tf.Tensor[]) =>
      (outputs as tf.Tensor).sub(of).abs().less(1e-5).cast("float32").mean<tf.Scalar>(),
    better: "higher" as const,
  });
  await using trainer = trainerOf({
    host: layersModel(() =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            inputShape: [100],
            units: 100,
            kernelInitializer: "identity",
            useBias: false,
          }),
          tf.layers.dropout({ rate: 0.2 }),
        ],
      }),
    ),
    data: arrays({ ...ones, validation: ones }),
    modules: [
      gradientDescent(),
      constant(1e-30),
      custom({
        name: "sum",
        loss: ([outputs]) => (outputs as tf.Tensor).mean(),
        metrics: { zero: share(0), one: share(1), scaled: share(1 / 0.8) },
      }),
    ],
  });
  const [epoch] = (await trainer.run({ epochs: 1 })).epochs;
  assert.ok(epoch);
  const { zero, scaled } = epoch.train.metrics as { zero: number; scaled: number };
  // 80 of 400 are expected; the standard deviation is 8.
  assert.ok(zero > 0.1 && zero < 0.3, `${zero}`);
  assertClose([scaled], [1 - zero], 1e-6);
  assert.deepEqual(epoch.validation?.metrics, { zero: 0, one: 1, scaled: 0 });
});

test("Trainer.run() validates as model.evaluate does, with the penalties, whatever the size of a batch", async () => {
  const held = {
    inputs: { image: { values: pixels.slice(0, 7 * 36), shape: [6, 6, 1] } },
    targets: { label: { values: classes.slice(0, 7), classes: 3 } },
  };
  const losses: number[] = [];
  for (const validationBatchSize of [3, 7, 100]) {
    const model = network([]);
    await using trainer = createTrainer({
      host: model,
      data: arrays({
        inputs: { image: { values: pixels, shape: [6, 6, 1] } },
        targets: { label: { values: classes, classes: 3 } },
        validation: held,
      }),
      modules: [testBackend(), constant(0.01), adamw()],
      batchSize: BATCH,
      validationBatchSize,
    });
    const report = await trainer.run({ epochs: 1 });
    losses.push(report.epochs[0]?.validation?.loss as number);
    const loss = (targets: tf.Tensor, outputs: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(targets, outputs);
    model.compile({ optimizer: "sgd", loss });
    const x = tf.tensor4d(held.inputs.image.values, [7, 6, 6, 1]);
    const y = tf.oneHot(tf.tensor1d(held.targets.label.values, "int32"), 3);
    const evaluated = model.evaluate(x, y, { batchSize: 7 }) as tf.Scalar;
    // As Keras has it: model.evaluate of tfjs leaves the penalties out, and so is no match for the train loss.
    const [kernel] = model.getLayer("logits").getWeights();
    const penalty = (kernel as tf.Tensor).square().sum().mul(0.05);
    assertClose([losses.at(-1) as number], take(evaluated.add(penalty)), 1e-5, "loss");
  }
  assertClose(losses.slice(1), losses.slice(0, -1), 1e-6);
});
