import assert from "node:assert/strict";
import { before, test } from "node:test";
import { HOST_BUILDER, type Host } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { layersModel } from "../../../modules/hosts/layers_model/mod.ts";
import { take } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

const { layers } = tf;

function hostOf(...list: tf.layers.Layer[]): Host {
  const container = new Container();
  container.load(layersModel(() => tf.sequential({ name: "net", layers: list })));
  return container.get(HOST_BUILDER).build();
}

test("layersModel() refuses a stateful layer in any nested model", () => {
  const lstm = () => layers.lstm({ batchInputShape: [4, 3, 1], units: 2, stateful: true });
  const message =
    'Cannot train layer "lstm_1": it is stateful, and what it remembers from batch to batch is in no checkpoint; build it with stateful: false.';
  assert.throws(() => hostOf(lstm(), layers.dense({ units: 1 })), {
    code: "host/unsupported",
    message,
  });
  const inner = tf.sequential({ layers: [lstm()] });
  assert.throws(() => hostOf(inner, layers.dense({ units: 1 })), {
    message: /^Cannot train layer "sequential_1\/lstm_1": it is stateful/,
  });
});

test("layersModel() refuses a dilated convolution when the backend has no gradient for it", () => {
  const dilated = () =>
    layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 2, dilationRate: 2 });
  if (hasDilatedGradient()) {
    hostOf(dilated()).dispose();
    return;
  }
  assert.throws(() => hostOf(dilated(), layers.flatten()), {
    code: "host/unsupported",
    message:
      /^Cannot train layer "conv2d_1": its dilationRate is 2, 2, which has no gradient on backend /,
  });
});

/** Whether a convolution with holes can be differentiated here. */
function hasDilatedGradient(): boolean {
  try {
    tf.tidy(() => {
      const by = tf.grad((w) =>
        tf
          .conv2d(tf.ones([1, 3, 3, 1]) as tf.Tensor4D, w as tf.Tensor4D, 1, "valid", "NHWC", 2)
          .sum(),
      );
      by(tf.ones([2, 2, 1, 1]));
    });
    return true;
  } catch {
    return false;
  }
}

test("layersModel() accepts convolutions without dilation", () => {
  const host = hostOf(
    layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 2, dilationRate: 1 }),
    layers.depthwiseConv2d({ kernelSize: 2 }),
    layers.separableConv2d({ filters: 2, kernelSize: 2 }),
  );
  host.dispose();
});

test("layersModel() refuses a dilated depthwise convolution, which tfjs does not dilate", () => {
  const dilated = layers.depthwiseConv2d({
    inputShape: [3, 3, 1],
    kernelSize: 2,
    dilationRate: 2,
    depthwiseInitializer: "ones",
  });
  const model = tf.sequential({ layers: [dilated] });
  // Corners of the image 0 to 8 sum to 0 + 2 + 6 + 8 = 16; tfjs sums neighbors, 0 + 1 + 3 + 4 = 8 and so on.
  const x = tf.range(0, 9).reshape([1, 3, 3, 1]);
  assert.deepEqual(take(model.predict(x) as tf.Tensor), [8, 12, 20, 24]);
  x.dispose();
  assert.throws(() => hostOf(dilated), {
    code: "host/unsupported",
    message:
      'Cannot train layer "depthwise_conv2d_1": TensorFlow.js ignores the dilationRate 2, 2 of a depthwise convolution; use separableConv2d, which is dilated, or a dilationRate of 1.',
  });
});

test("layersModel() computes the separable convolution that it suggests for a dilated depthwise one", () => {
  const ones = { depthwiseInitializer: "ones", pointwiseInitializer: "ones" } as const;
  const model = tf.sequential({
    layers: [
      layers.separableConv2d({
        inputShape: [3, 3, 1],
        filters: 1,
        kernelSize: 2,
        dilationRate: 2,
        ...ones,
      }),
    ],
  });
  const x = tf.range(0, 9).reshape([1, 3, 3, 1]);
  assert.deepEqual(model.outputs[0]?.shape, [null, 1, 1, 1]);
  assert.deepEqual(take(model.predict(x) as tf.Tensor), [16]);
  x.dispose();
});

test("layersModel() refuses causal padding, and what it suggests is causal", () => {
  const causal = layers.conv1d({
    inputShape: [5, 1],
    filters: 1,
    kernelSize: 2,
    dilationRate: 2,
    padding: "causal",
  });
  assert.throws(() => hostOf(causal), {
    code: "host/unsupported",
    message:
      /^Cannot train layer "conv1d_1": TensorFlow.js has no causal padding .* put 2 zeros before the steps, as zeroPadding2d\({ padding: \[\[2, 0\], \[0, 0\]\] }\)/,
  });
  const instead = tf.sequential({
    layers: [
      layers.reshape({ inputShape: [5, 1], targetShape: [5, 1, 1] }),
      layers.zeroPadding2d({
        padding: [
          [2, 0],
          [0, 0],
        ],
      }),
      layers.reshape({ targetShape: [7, 1] }),
      layers.conv1d({ filters: 1, kernelSize: 2, dilationRate: 2, kernelInitializer: "ones" }),
    ],
  });
  // Each step and the one two before: 1, 2, 3 + 1, 4 + 2, 5 + 3.
  const x = tf.tensor3d([1, 2, 3, 4, 5], [1, 5, 1]);
  assert.deepEqual(take(instead.predict(x) as tf.Tensor), [1, 2, 4, 6, 8]);
  x.dispose();
});

test("layersModel() keeps a frozen model frozen that a sequential model begins with", () => {
  const base = tf.sequential({ layers: [layers.dense({ inputShape: [2], units: 2 })] });
  base.trainable = false;
  const host = hostOf(base, layers.dense({ units: 1 }));
  const flags = base.layers.flatMap(({ weights }) => weights.map(({ trainable }) => trainable));
  assert.deepEqual(flags, [false, false]);
  assert.deepEqual(
    host.parameters.map(({ name }) => name),
    ["dense_1/kernel", "dense_1/bias"],
  );
  host.dispose();
});

/** The activation that a network of two outputs ends in. */
const activationOf = (...last: tf.layers.Layer[]) =>
  hostOf(layers.dense({ inputShape: [3], units: 2 }), ...last).outputActivations[0];

test("layersModel() finds the activation of its output in any layer", () => {
  const inner = (layer: tf.layers.Layer) =>
    tf.sequential({ layers: [layers.dense({ inputShape: [2], units: 2 }), layer] });
  const ends: Readonly<Record<string, tf.layers.Layer[]>> = {
    "dense({ activation })": [layers.dense({ units: 2, activation: "softmax" })],
    activation: [layers.activation({ activation: "softmax" })],
    softmax: [layers.softmax()],
    "a model": [inner(layers.activation({ activation: "softmax" }))],
    "a model in a model": [tf.sequential({ layers: [inner(layers.softmax())] })],
    "reshape behind it": [layers.softmax(), layers.reshape({ targetShape: [2] })],
    "dropout behind it": [layers.softmax(), layers.dropout({ rate: 0.1 })],
  };
  for (const [end, last] of Object.entries(ends))
    assert.equal(activationOf(...last), "softmax", end);
  assert.equal(activationOf(inner(layers.dense({ units: 1, activation: "sigmoid" }))), "sigmoid");
  assert.equal(activationOf(layers.dense({ units: 2 })), "linear");
  assert.equal(activationOf(layers.softmax(), layers.dense({ units: 2 })), "linear");
});

test("layersModel() finds the activation of its output within a wrapper", () => {
  const dense = layers.dense({ units: 2, activation: "softmax" });
  const host = hostOf(layers.timeDistributed({ inputShape: [4, 3], layer: dense }));
  assert.deepEqual(host.outputActivations, ["softmax"]);
});
