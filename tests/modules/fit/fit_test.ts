import assert from "node:assert/strict";
import { test } from "node:test";
import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { fit } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { fitHere, smallExamples, smallModel, weightsOf } from "./_small_fit.ts";

/** Optimizers of tfjs, each as a model is compiled with it. */
const OPTIMIZERS: Readonly<Record<string, () => string | tf.Optimizer>> = {
  sgd: () => "sgd",
  momentum: () => tf.train.momentum(0.05, 0.8),
  "momentum of Nesterov": () => tf.train.momentum(0.05, 0.8, true),
  adam: () => "adam",
  "adam with betas": () => tf.train.adam(0.02, 0.8, 0.95, 1e-6),
  adagrad: () => "adagrad",
  adadelta: () => tf.train.adadelta(0.1, 0.9),
  adamax: () => "adamax",
  rmsprop: () => "rmsprop",
  "rmsprop, centered": () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-6, true),
};

for (const [name, optimizer] of Object.entries(OPTIMIZERS)) {
  test(`fit() goes on from model.fit, and model.fit from fit(), when the optimizer is ${name}`, async () => {
    const { x, y } = smallExamples();
    const [stock, ours] = [0, 1].map(() =>
      smallModel({ optimizer: optimizer() as tf.Optimizer, metrics: ["mae"] }),
    ) as [tf.Sequential, tf.Sequential];
    const options = { epochs: 2, batchSize: 8, shuffle: false, validationSplit: 0.2 };
    await stock.fit(x, y, { ...options, verbose: 0 });
    await stock.fit(x, y, { ...options, verbose: 0 });
    const { history: expected } = await stock.fit(x, y, { ...options, verbose: 0 });
    await fitHere(ours, x, y, options);
    await ours.fit(x, y, { ...options, verbose: 0 });
    const { history } = await fitHere(ours, x, y, options);
    assert.deepEqual(Object.keys(history), Object.keys(expected));
    for (const [key, values] of Object.entries(expected)) {
      assertClose(history[key] as number[], values as number[], 1e-5, key);
    }
    assertClose(weightsOf(ours), weightsOf(stock), 1e-5, "weights");
    assert.equal(ours.optimizer.iterations, stock.optimizer.iterations);
  });
}

test("fit() leaves no tensors behind, and the user's own alive", async () => {
  const { x, y } = smallExamples();
  const model = smallModel({ optimizer: "adam" });
  await fitHere(model, x, y, { epochs: 1 });
  const before = tf.memory().numTensors;
  await fitHere(model, x, y, { epochs: 2, validationData: [x, y], callbacks: {} });
  assert.equal(tf.memory().numTensors, before);
  assert.equal(x.dataSync().length, 60);
  assert.equal(model.evaluate(x, y) instanceof tf.Tensor, true);
});

test("fit() keeps alive what a callback predicts", async () => {
  const { x, y } = smallExamples();
  const model = smallModel();
  const asked = tf.ones([1, 3]);
  const kept: tf.Tensor[] = [];
  await fitHere(model, x, y, {
    epochs: 2,
    callbacks: { onEpochEnd: () => void kept.push(model.predict(asked) as tf.Tensor) },
  });
  assert.equal(kept.length, 2);
  const last = (model.predict(asked) as tf.Tensor).dataSync();
  assertClose((kept[1] as tf.Tensor).dataSync(), last, 1e-6);
  assert.deepEqual([...asked.dataSync()], [1, 1, 1]);
});

test("fit() reads the learning rate that a callback set", async () => {
  const { x, y } = smallExamples();
  const [slow, still] = [smallModel(), smallModel()];
  const stop = (model: tf.LayersModel) => () => {
    (model.optimizer as tf.SGDOptimizer).setLearningRate(0);
  };
  await fitHere(slow, x, y, { epochs: 1 });
  const { report } = await fitHere(still, x, y, {
    epochs: 3,
    callbacks: { onEpochEnd: stop(still) },
  });
  assert.deepEqual(weightsOf(still), weightsOf(slow));
  assert.deepEqual(
    report.epochs.map(({ learningRate }) => learningRate),
    [0.01, 0, 0],
  );
});

test("fit() reports the run", async () => {
  const { x, y } = smallExamples();
  const { report, epoch, params } = await fitHere(smallModel(), x, y, {
    epochs: 4,
    initialEpoch: 1,
    batchSize: 6,
  });
  assert.deepEqual(epoch, [1, 2, 3]);
  assert.equal(report.steps, 3 * 4);
  assert.equal(report.endReason, "completed");
  assert.deepEqual(params, {
    epochs: 4,
    initialEpoch: 1,
    verbose: 0,
    samples: 20,
    batchSize: 6,
    doValidation: false,
    metrics: ["loss"],
  });
});

test("fit() shuffles otherwise each time when it is called in a loop", async () => {
  const { x, y } = smallExamples();
  const [looped, again] = [smallModel(), smallModel()];
  for (let i = 0; i < 2; i++) await fitHere(looped, x, y, { shuffle: true, batchSize: 5 });
  await fitHere(again, x, y, { shuffle: true, batchSize: 5, seed: 0 });
  // 4 updates were done: the seed of the second fit is 4, and not 0 again.
  await fitHere(again, x, y, { shuffle: true, batchSize: 5, seed: 0 });
  assert.deepEqual(weightsOf(again), weightsOf(looped));
});

test("fit() throws when another fit of the model is in progress", async () => {
  const { x, y } = smallExamples();
  const model = smallModel();
  const first = fitHere(model, x, y);
  await assert.rejects(fitHere(model, x, y), {
    code: "trainer/running",
    message: "Another fit of this model is in progress: await it first. Cannot fit.",
  });
  await first;
});

test("fit() throws when the model was not compiled", async () => {
  const { x, y } = smallExamples();
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [3], units: 1 })] });
  await assert.rejects(
    fit(model, x, y),
    (error) =>
      TolariaError.is(error, "options/invalid") && /must compile a model/.test(error.message),
  );
});

const REFUSED: Readonly<Record<string, readonly [object, string]>> = {
  stepsPerEpoch: [
    { stepsPerEpoch: 3 },
    '"stepsPerEpoch" must be left out: tensors are trained on whole; call fitDataset() with batchesPerEpoch, but is 3. Cannot fit.',
  ],
  "an unknown option": [{ epoch: 3 }, 'Unknown option "epoch"; did you mean "epochs"?'],
  "batch shuffling": [{ shuffle: "batch" }, '"shuffle" must be a boolean, but is "batch".'],
  "an initialEpoch behind the last": [
    { epochs: 2, initialEpoch: 2 },
    '"initialEpoch" must be less than "epochs", but is 2.',
  ],
  "validation data that is no list": [
    { validationData: {} },
    '"validationData" must be [x, y] or [x, y, sampleWeight], but is no list.',
  ],
  "a split that leaves nothing": [
    { validationSplit: 0.999 },
    '"validationSplit" must leave examples on both sides, but is 0.999 of 20.',
  ],
  "loss weights of an output that does not exist": [
    { lossWeights: { tail: 2 } },
    'Unknown output "tail"; known outputs: ',
  ],
  "too few sample weights": [
    { sampleWeight: [1, 2] },
    '"sampleWeight" must have a weight for each of 20 examples, but has 2 weights.',
  ],
};

for (const [what, [options, message]] of Object.entries(REFUSED)) {
  test(`fit() throws when it is given ${what}`, async () => {
    const { x, y } = smallExamples();
    await assert.rejects(fitHere(smallModel(), x, y, options), (error) => {
      assert.ok(error instanceof TolariaError);
      assert.ok(error.message.startsWith(message), error.message);
      return true;
    });
  });
}
