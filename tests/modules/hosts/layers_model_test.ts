import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST_BUILDER, type Host, type HostBuilder } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { layersModel } from "../../../modules/hosts/layers_model/mod.ts";
import { conformsToHost } from "../../../testing/host.ts";

function builder(model: Parameters<typeof layersModel>[0]): HostBuilder {
  const container = new Container();
  container.load(layersModel(model));
  return container.get(HOST_BUILDER);
}

function hostOf(model: tf.LayersModel): Host {
  return builder(model).build();
}

const names = (weights: Host["parameters"]) => weights.map(({ name }) => name);

function small(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 1] }),
      tf.layers.batchNormalization(),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: "softmax" }),
    ],
  });
}

conformsToHost(() => builder(small));

test("layersModel() names layers without a name of their own by class and number", () => {
  const host = hostOf(small());
  assert.deepEqual(names(host.parameters), [
    "conv2d_1/kernel",
    "conv2d_1/bias",
    "batch_normalization_1/gamma",
    "batch_normalization_1/beta",
    "dense_1/kernel",
    "dense_1/bias",
  ]);
  assert.deepEqual(host.outputActivations, ["softmax"]);
});

test("layersModel() keeps the names that a user gave, and puts inner models into folders", () => {
  const inner = tf.sequential({
    name: "encoder",
    layers: [
      tf.layers.dense({ units: 2, inputShape: [3] }),
      tf.layers.dense({ units: 2, name: "code" }),
    ],
  });
  const model = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1, name: "head" })] });
  assert.deepEqual(names(hostOf(model).parameters), [
    "encoder/dense_1/kernel",
    "encoder/dense_1/bias",
    "encoder/code/kernel",
    "encoder/code/bias",
    "head/kernel",
    "head/bias",
  ]);
});

test("layersModel() trains a layer that is used twice once", () => {
  const input = tf.input({ shape: [2] });
  const shared = tf.layers.dense({ units: 2, name: "shared" });
  const output = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
  const host = hostOf(tf.model({ inputs: input, outputs: output }));
  assert.deepEqual(names(host.parameters), ["shared/kernel", "shared/bias"]);
});

test("layersModel() does not train the weights of a frozen layer", () => {
  const model = small();
  (model.layers[0] as tf.layers.Layer).trainable = false;
  const host = hostOf(model);
  assert.ok(!names(host.parameters).includes("conv2d_1/kernel"));
  assert.ok(names(host.buffers).includes("conv2d_1/kernel"));
});

test("layersModel() adds up the penalties of its layers", () => {
  const host = hostOf(
    tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          inputShape: [2],
          kernelInitializer: "ones",
          kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
        }),
      ],
    }),
  );
  // 0.5 * (1 + 1 + 1 + 1)
  assert.equal(host.penalty()?.dataSync()[0], 2);
});

test("layersModel() has no penalty when no layer asks for one", () => {
  assert.equal(hostOf(small()).penalty(), undefined);
});

test("layersModel() leaves a user's model usable when the host is disposed", () => {
  const model = small();
  const host = hostOf(model);
  host.dispose();
  const output = model.predict(tf.ones([1, 6, 6, 1])) as tf.Tensor;
  assert.deepEqual(output.shape, [1, 3]);
});

test("layersModel() refuses what is no model", () => {
  // @ts-expect-error: a string is no model
  assert.throws(() => builder("resnet").build(), {
    name: "TypeError",
    message: "The host must be a tfjs LayersModel, but is resnet. Cannot train it.",
  });
});

test("layersModel() refuses a model whose input shape is not known", () => {
  const model = tf.sequential({ name: "open" });
  assert.throws(() => hostOf(model), {
    code: "host/unsupported",
    message: /The input shape of "open" is unknown: give its first layer/,
  });
});

test("layersModel() names unnamed layers and models by structure each time they are built", () => {
  const build = () => {
    const encoder = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const input = tf.input({ shape: [2] });
    const head = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 1 }).apply(input) as tf.SymbolicTensor,
    });
    return hostOf(tf.sequential({ layers: [encoder, head] }));
  };
  const hosts = [build(), build()];
  for (const host of hosts) {
    assert.equal(host.name, "sequential");
    assert.deepEqual(names(host.parameters), [
      "sequential_1/dense_1/kernel",
      "sequential_1/dense_1/bias",
      "model_1/dense_1/kernel",
      "model_1/dense_1/bias",
    ]);
  }
});

test("layersModel() takes the name that a model was given", () => {
  const input = tf.input({ shape: [2] });
  const output = tf.layers.dense({ units: 1 }).apply(input) as tf.SymbolicTensor;
  assert.equal(hostOf(tf.model({ inputs: input, outputs: output })).name, "model");
  assert.equal(hostOf(tf.model({ name: "critic", inputs: input, outputs: output })).name, "critic");
});

test("layersModel() exempts scales, shifts and slopes of any shape from decay", () => {
  const host = hostOf(
    tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [4, 4, 2], filters: 2, kernelSize: 2, name: "conv" }),
        tf.layers.layerNormalization({ name: "norm", axis: [1, 2, 3] as never }),
        tf.layers.prelu({ name: "prelu" }),
        tf.layers.depthwiseConv2d({ kernelSize: 2, name: "depthwise" }),
      ],
    }),
  );
  const exempt = host.parameters.filter(({ decays }) => decays === false);
  assert.deepEqual(names(exempt), [
    "conv/bias",
    "norm/gamma",
    "norm/beta",
    "prelu/alpha",
    "depthwise/bias",
  ]);
});

test("layersModel() lists the embeddings that read its inputs", () => {
  const [ids, more, numbers] = [3, 3, 2].map((size) => tf.input({ shape: [size] }));
  const table = tf.layers.embedding({ inputDim: 5, outputDim: 2 });
  const inner = tf.sequential({
    layers: [tf.layers.embedding({ inputShape: [3], inputDim: 9, outputDim: 2, name: "words" })],
  });
  const outputs = [
    tf.layers.flatten().apply(table.apply(ids as tf.SymbolicTensor)),
    tf.layers.flatten().apply(inner.apply(more as tf.SymbolicTensor)),
    numbers,
  ] as tf.SymbolicTensor[];
  const host = hostOf(
    tf.model({
      inputs: [ids, more, numbers] as tf.SymbolicTensor[],
      outputs: tf.layers.concatenate().apply(outputs) as tf.SymbolicTensor,
    }),
  );
  assert.deepEqual(host.inputLookups, [
    { layer: "embedding_1", rows: 5 },
    { layer: "sequential_1/words", rows: 9 },
    undefined,
  ]);
});

test("layersModel() lists the names of inputs and outputs that were given one", () => {
  const [a, b] = [tf.input({ shape: [1], name: "a" }), tf.input({ shape: [1] })];
  const both = tf.layers.concatenate().apply([a, b]);
  const left = tf.layers.dense({ units: 1, name: "left" }).apply(both) as tf.SymbolicTensor;
  const right = tf.layers.dense({ units: 1 }).apply(both) as tf.SymbolicTensor;
  const host = hostOf(tf.model({ inputs: [a, b], outputs: [left, right] }));
  assert.deepEqual(host.inputNames, ["a", undefined]);
  assert.deepEqual(host.outputNames, ["left", undefined]);
  assert.deepEqual(hostOf(small()).inputNames, [undefined]);
  const open = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [2] })] });
  assert.deepEqual(
    hostOf(tf.sequential({ layers: [open, tf.layers.dense({ units: 1 })] })).inputNames,
    [undefined],
  );
});

test("layersModel() has weights of its own when it is given a model", () => {
  assert.equal(hostOf(small()).hasOwnWeights, true);
  assert.equal(builder(small).build().hasOwnWeights, false);
});
