import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import type { FitOptions } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { fitHere } from "./_small_fit.ts";

/** A layer that hands its input on through a weight of 1, so that losses can be told by hand. */
function same(shape: number[], name?: string) {
  return tf.layers.dense({
    inputShape: shape,
    units: 1,
    kernelInitializer: "ones",
    ...(name !== undefined && { name }),
  });
}

/** A model that returns its input, compiled at a rate of 0. */
function identity(shape = [1], loss: tf.ModelCompileArgs["loss"] = "meanAbsoluteError") {
  const model = tf.sequential({ layers: [same(shape)] });
  model.compile({ optimizer: tf.train.sgd(0), loss, metrics: ["mae"] });
  return model;
}

/** Errors of 1, 2 and 3. */
const x = () => tf.tensor2d([1, 2, 3], [3, 1]);
const y = () => tf.zeros([3, 1]);

async function lossOf(model: tf.LayersModel, options: FitOptions): Promise<number> {
  const { history } = await fitHere(model, x(), y(), options);
  return history.loss?.[0] as number;
}

test("fit() weights the loss of each example by sampleWeight, and no metric", async () => {
  for (const sampleWeight of [[1, 0, 4], Float32Array.of(1, 0, 4), tf.tensor1d([1, 0, 4])]) {
    const { history } = await fitHere(identity(), x(), y(), { sampleWeight });
    // (1 * 1 + 0 * 2 + 4 * 3) / 3, as Keras divides by the examples and not by the weights.
    assertClose(history.loss as number[], [13 / 3], 1e-6);
    assertClose(history.mae as number[], [2], 1e-6);
  }
});

test("fit() multiplies sampleWeight by classWeight", async () => {
  const classes = tf.tensor2d([0, 1, 1], [3, 1]);
  const { history } = await fitHere(identity(), x(), classes, {
    sampleWeight: [1, 2, 3],
    classWeight: { 0: 10, 1: 0.5 },
  });
  // Errors 1, 1 and 2: (1 * 10 * 1 + 2 * 0.5 * 1 + 3 * 0.5 * 2) / 3.
  assertClose(history.loss as number[], [14 / 3], 1e-6);
});

test("fit() weights each position of an example by sampleWeight of two axes", async () => {
  const sequence = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);
  const { history } = await fitHere(identity([2, 1]), sequence, tf.zeros([2, 2, 1]), {
    sampleWeight: tf.tensor2d([1, 0, 0, 2], [2, 2]),
  });
  // (1 * 1 + 2 * 4) / 4 positions.
  assertClose(history.loss as number[], [9 / 4], 1e-6);
});

test("fit() splits sampleWeight with the examples, and takes weights of validation data", async () => {
  const split = await fitHere(identity(), x(), y(), {
    sampleWeight: [1, 2, 5],
    validationSplit: 0.33,
    classWeight: { 0: 2 },
  });
  // Training: 2 (1 * 1 + 2 * 2) / 2. Validation: weights of classes are for training alone.
  assertClose(split.history.loss as number[], [5], 1e-6);
  assertClose(split.history.val_loss as number[], [15], 1e-6);
  const own = await fitHere(identity(), x(), y(), { validationData: [x(), y(), [0, 0, 1]] });
  assertClose(own.history.loss as number[], [2], 1e-6);
  assertClose(own.history.val_loss as number[], [1], 1e-6);
});

test("fit() takes weights of examples, classes and losses by the name of the output", async () => {
  const input = tf.input({ shape: [1] });
  const outputs = ["first", "second"].map(
    (name) => same([1], name).apply(input) as tf.SymbolicTensor,
  );
  const model = tf.model({ inputs: input, outputs });
  model.compile({ optimizer: tf.train.sgd(0), loss: "meanAbsoluteError" });
  const { history } = await fitHere(model, x(), [y(), y()], {
    sampleWeight: { second: [0, 0, 3] },
    classWeight: { first: { 0: 2 } } as never,
    lossWeights: { second: 10 },
  });
  assertClose(history.first_loss as number[], [4], 1e-6);
  assertClose(history.second_loss as number[], [3], 1e-6);
  assertClose(history.loss as number[], [4 + 10 * 3], 1e-6);
});

test("fit() measures each of several outputs in a validation by itself", async () => {
  const input = tf.input({ shape: [1] });
  const outputs = ["first", "second"].map(
    (name) => same([1], name).apply(input) as tf.SymbolicTensor,
  );
  const model = tf.model({ inputs: input, outputs });
  model.compile({
    optimizer: tf.train.sgd(0),
    loss: { first: "meanAbsoluteError", second: "meanSquaredError" },
    metrics: { second: "mae" },
  });
  const validationData = [x(), [y(), y()]] as const;
  const { history } = await fitHere(model, x(), [y(), y()], { validationData });
  // Errors of 1, 2 and 3: their mean is 2, that of their squares 14 / 3.
  const expected = { loss: 2 + 14 / 3, first_loss: 2, second_loss: 14 / 3, second_mae: 2 };
  for (const [name, value] of Object.entries(expected)) {
    assertClose(history[name] as number[], [value], 1e-6, name);
    assertClose(history[`val_${name}`] as number[], [value], 1e-6, `val_${name}`);
  }
});

test("fit() refuses to weight a loss that is a mean already", async () => {
  const mean = (target: tf.Tensor, output: tf.Tensor) =>
    tf.losses.absoluteDifference(target, output);
  await assert.rejects(lossOf(identity([1], mean), { sampleWeight: [1, 2, 3] }), {
    code: "options/invalid",
    message:
      /^The loss of output "dense_Dense\d+" must have shape \[3\] to be weighted, but has \[\]: leave the mean over the examples to fit\(\)\./,
  });
  assert.equal(await lossOf(identity([1], mean), {}), 2);
});

test("fit() refuses weights that are negative or of no class", async () => {
  await assert.rejects(lossOf(identity(), { sampleWeight: [1, -1, 1] }), {
    message: '"sampleWeight" must be finite and >= 0, but is -1 at 1. Cannot fit.',
  });
  await assert.rejects(lossOf(identity(), { classWeight: { 1: 2 } }), {
    message:
      '"classWeight" must contain all classes in the training data, but lacks class 0. Cannot fit.',
  });
});
