import assert from "node:assert/strict";
import { test } from "node:test";
import { TolariaError, tf } from "../../../../mod.ts";
import { onnxBytes } from "../../../../modules/models/formats/onnx/mod.ts";
import { chain } from "../../../_support/models/chain.ts";

const l = tf.layers;

/** Writes `model` and returns what the error says. */
async function refusalOf(model: tf.LayersModel): Promise<string> {
  try {
    await onnxBytes(model);
    return "written";
  } catch (error) {
    assert.ok(TolariaError.is(error, "model/invalid"), String(error));
    return (error as Error).message;
  } finally {
    model.dispose();
  }
}

class Doubled extends l.Layer {
  static readonly className = "Doubled";
  override call(x: tf.Tensor[]) {
    return (x[0] as tf.Tensor).mul(2);
  }
}

test("onnxBytes() names the layer when the format has none like it", async () => {
  const model = chain([3], l.dense({ units: 2 }), new Doubled({ name: "twice" }));
  assert.equal(
    await refusalOf(model),
    'Cannot write layer "twice" (Doubled) as ONNX: the format has no counterpart of such a layer.',
  );
});

test("onnxBytes() names a layer within models and wrappers by its path", async () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [
      l.inputLayer({ inputShape: [3, 2] }),
      l.timeDistributed({ layer: new Doubled({ name: "twice" }), name: "steps" }),
    ],
  });
  assert.match(
    await refusalOf(tf.sequential({ layers: [inner] })),
    /layer "inner\/steps\/twice" \(Doubled\)/,
  );
});

test("onnxBytes() names the option when TensorFlow.js ignores it", async () => {
  const model = chain(
    [6, 6, 2],
    l.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, name: "deep" }),
  );
  assert.equal(
    await refusalOf(model),
    'Cannot write layer "deep" (DepthwiseConv2D) as ONNX: TensorFlow.js itself ignores its dilationRate 2, 2.',
  );
});

test("onnxBytes() refuses an average over masked steps, which TensorFlow.js takes over all", async () => {
  const model = tf.sequential({
    layers: [
      l.embedding({ inputDim: 5, outputDim: 2, maskZero: true, inputShape: [3] }),
      l.globalAveragePooling1d({ name: "mean" }),
    ],
  });
  assert.match(
    await refusalOf(model),
    /^Cannot write layer "mean" \(GlobalAveragePooling1D\) as ONNX: its input is masked/,
  );
});

test("onnxBytes() refuses a masked merge, whose mask TensorFlow.js does not compute", async () => {
  const x = tf.input({ shape: [4] });
  const rows = l.embedding({ inputDim: 5, outputDim: 2, maskZero: true }).apply(x);
  const sum = l.add({ name: "sum" }).apply([rows, rows] as tf.SymbolicTensor[]);
  const model = tf.model({ inputs: x, outputs: sum as tf.SymbolicTensor });
  assert.match(
    await refusalOf(model),
    /^Cannot write layer "sum" \(Add\) as ONNX: its input is mask/,
  );
});

test("onnxBytes() refuses a stateful layer", async () => {
  const model = tf.sequential({
    layers: [l.lstm({ units: 2, stateful: true, batchInputShape: [1, 3, 2], name: "memory" })],
  });
  assert.match(await refusalOf(model), /layer "memory" \(LSTM\) as ONNX: it is stateful/);
});

test("onnxBytes() writes the same bytes for a model that was built twice", async () => {
  const build = () =>
    chain(
      [4],
      l.dense({ units: 2, kernelInitializer: "ones" }),
      l.dense({ units: 1, kernelInitializer: "ones" }),
    );
  const [first, second] = await Promise.all(
    [build(), build()].map((model) => onnxBytes(model).finally(() => model.dispose())),
  );
  assert.deepEqual(first, second);
});

test("onnxBytes() leaves no tensors and leaves the model as it is", async () => {
  const model = chain([4], l.dense({ units: 2 }));
  const before = [tf.memory().numTensors, model.toJSON(undefined, false)];
  await onnxBytes(model);
  assert.deepEqual([tf.memory().numTensors, model.toJSON(undefined, false)], before);
  model.dispose();
});
