import assert from "node:assert/strict";
import { before, test } from "node:test";
import { multiplyAddsOf } from "../../../core/layers/mod.ts";
import { tf } from "../../../deps.ts";
import { attentionLayer } from "../../../modules/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

const ALL = { reached: false, isTrained: () => true };

/** Layers as a model, one behind the other. */
function chain(shape: number[], ...layers: tf.layers.Layer[]): tf.LayersModel {
  const inputs = tf.input({ shape });
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, inputs);
  return tf.model({ inputs, outputs });
}

for (const [name, shape, layer, expected] of [
  // 7 inputs times 5 outputs.
  ["a dense layer", [7], () => tf.layers.dense({ units: 5 }), 35],
  // The same at each of 3 places.
  ["a dense layer over places", [3, 7], () => tf.layers.dense({ units: 5 }), 105],
  // 8 x 6 places, a window of 3 x 3, 2 channels to 4.
  [
    "a convolution",
    [8, 6, 2],
    () => tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: "same" }),
    8 * 6 * 9 * 2 * 4,
  ],
  // Strides of 2 leave 3 x 2 of 6 x 4 places that fit a window of 3 x 3.
  [
    "a convolution with strides",
    [8, 6, 2],
    () => tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 2 }),
    3 * 2 * 9 * 2 * 4,
  ],
  // 10 steps, a window of 5, 3 channels to 2.
  [
    "a convolution over time",
    [10, 3],
    () => tf.layers.conv1d({ filters: 2, kernelSize: 5, padding: "same" }),
    10 * 5 * 3 * 2,
  ],
  // Each of 4 x 4 inputs goes into a window of 2 x 2, 3 channels to 5.
  [
    "a transposed convolution",
    [4, 4, 3],
    () => tf.layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2 }),
    4 * 4 * 4 * 3 * 5,
  ],
  // 5 x 5 places, a window of 3 x 3 for each of 2 channels, twice.
  [
    "a depthwise convolution",
    [5, 5, 2],
    () => tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same" }),
    5 * 5 * 9 * 2 * 2,
  ],
  // The depthwise part, and 2 channels to 7 at each place.
  [
    "a separable convolution",
    [5, 5, 2],
    () => tf.layers.separableConv2d({ filters: 7, kernelSize: 3, padding: "same" }),
    5 * 5 * (9 * 2 + 2 * 7),
  ],
  // 6 steps of 4 gates, each of 3 inputs and 5 units to 5 units.
  ["an LSTM", [6, 3], () => tf.layers.lstm({ units: 5 }), 6 * 4 * (3 * 5 + 5 * 5)],
  ["a GRU", [6, 3], () => tf.layers.gru({ units: 5 }), 6 * 3 * (3 * 5 + 5 * 5)],
  // A table is looked up, nothing is multiplied.
  ["an embedding", [6], () => tf.layers.embedding({ inputDim: 9, outputDim: 4 }), 0],
  ["a batch normalization", [4, 4, 2], () => tf.layers.batchNormalization(), 0],
  ["a pooling", [4, 4, 2], () => tf.layers.maxPooling2d({ poolSize: 2 }), 0],
  // At each of 6 steps 3 inputs to 4 outputs.
  [
    "a layer that runs at each step",
    [6, 3],
    () => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }),
    72,
  ],
] as readonly (readonly [string, number[], () => tf.layers.Layer, number])[]) {
  test(`multiplyAddsOf() counts those of ${name}`, () => {
    assert.equal(multiplyAddsOf(chain(shape, layer()), ALL).forward, expected);
  });
}

test("multiplyAddsOf() counts scores and sums of attention, and half of them where it is causal", () => {
  const counts = (causal: boolean) => {
    const x = tf.input({ shape: [8, 6] });
    const y = attentionLayer({ heads: 2, causal }).apply([x, x, x]) as tf.SymbolicTensor;
    return multiplyAddsOf(tf.model({ inputs: x, outputs: y }), { ...ALL, reached: true });
  };
  // 8 x 8 pairs of 6 numbers, twice; both factors of each product have a gradient.
  assert.deepEqual(counts(false), { forward: 768, backward: 1536, through: 1536, reached: true });
  // 1 + 2 + ... + 8 = 36 pairs.
  assert.equal(counts(true).forward, 2 * 36 * 6);
});

test("multiplyAddsOf() leaves out gradients that nobody needs", () => {
  const layers = [5, 3, 2].map((units) => tf.layers.dense({ units }));
  const model = chain([7], ...layers);
  // Forward 35 + 15 + 6. The first layer's input needs no gradient: weights 56, inputs 15 + 6.
  assert.deepEqual(multiplyAddsOf(model, ALL), {
    forward: 56,
    backward: 77,
    through: 56,
    reached: true,
  });
  // Something before it is trained: the first layer's input, too.
  assert.equal(multiplyAddsOf(model, { ...ALL, reached: true }).backward, 112);
  // Only the last is trained: its weights.
  const last = new Set(layers[2]?.weights);
  const isTrained = (weight: tf.LayerVariable) => last.has(weight);
  assert.equal(multiplyAddsOf(model, { reached: false, isTrained }).backward, 6);
  const nothing = { reached: false, isTrained: () => false };
  assert.deepEqual(multiplyAddsOf(model, nothing), {
    forward: 56,
    backward: 0,
    through: 56,
    reached: false,
  });
});

test("multiplyAddsOf() counts a layer at each place where it is applied, and models within models", () => {
  const x = tf.input({ shape: [4] });
  const shared = tf.layers.dense({ units: 4 });
  const inner = chain([4], tf.layers.dense({ units: 2 }));
  const twice = shared.apply(shared.apply(x)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs: inner.apply(twice) as tf.SymbolicTensor });
  assert.equal(multiplyAddsOf(model, ALL).forward, 16 + 16 + 8);
});
