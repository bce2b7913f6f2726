import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { kerasBytes, readKeras } from "../../../../modules/models/formats/keras/mod.ts";
import { chain } from "../../../_support/models/chain.ts";
import { differenceOf } from "../../../_support/models/exported_network.ts";
import { fixedInputs, setFixedWeights } from "../../../_support/models/network_values.ts";
import { NETWORKS } from "../../../_support/models/networks.ts";
import { transformers } from "../../../_support/models/networks_transformers.ts";

const FOLDER = join(import.meta.dirname, "../../../fixtures/models/keras");

interface Values {
  readonly shape: number[];
  readonly data: number[];
}

/** What tests/fixtures/models/keras/write_models.py recorded. */
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<"inputs" | "outputs", Values[]>>>
>;

const ALLOWED = 1e-5;

/** The numbers of each output. */
function outputsOf(model: tf.LayersModel, inputs: tf.Tensor[]): number[][] {
  const outputs = [model.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
  const values = outputs.map((one) => [...one.dataSync()]);
  tf.dispose(outputs);
  return values;
}

for (const [name, { inputs, outputs }] of Object.entries(EXPECTED)) {
  test(`readKeras() computes what Keras does: ${name}`, async () => {
    await tf.setBackend("cpu");
    const model = await readKeras(readFileSync(join(FOLDER, `${name}.keras`)));
    const tensors = inputs.map(({ shape, data }) => tf.tensor(data, shape));
    const difference = differenceOf(
      outputsOf(model, tensors),
      outputs.map(({ data }) => data),
    );
    assert.ok(difference <= ALLOWED, String(difference));
    tf.dispose(tensors);
    model.dispose();
  });
}

test("readKeras() reads what kerasBytes() writes of every network", async () => {
  await tf.setBackend("cpu");
  // What no layer of Keras computes.
  const unwritten = ["up-sampling by bilinear"];
  // What it has, and tfjs has not.
  unwritten.push(...Object.keys(transformers));
  for (const [name, build] of Object.entries(NETWORKS)) {
    if (unwritten.includes(name)) continue;
    const model = await build();
    await tf.setBackend("cpu");
    setFixedWeights(model);
    const inputs = fixedInputs(model);
    const read = await readKeras(await kerasBytes(model));
    assert.ok(differenceOf(outputsOf(model, inputs), outputsOf(read, inputs)) <= ALLOWED, name);
    tf.dispose(inputs);
    for (const one of [model, read]) one.dispose();
  }
});

test("readKeras() keeps regularizers, constraints and what is trainable", async () => {
  const model = await readKeras(readFileSync(join(FOLDER, "images.keras")));
  const configs = model.layers.map((layer) => layer.getConfig());
  assert.deepEqual(configs[1]?.kernelRegularizer, {
    className: "L1L2",
    config: { l1: 0, l2: 0.01 },
  });
  assert.deepEqual(configs.at(-1)?.kernelConstraint, {
    className: "MaxNorm",
    config: { maxValue: 2, axis: 0 },
  });
  model.dispose();
});

test("readKeras() names layer and option when TensorFlow.js has none like it", async () => {
  await assert.rejects(readKeras(readFileSync(join(FOLDER, "reset_after.keras"))), {
    code: "model/invalid",
    message:
      'Cannot read layer "memory" (GRU): TensorFlow.js has no GRU with reset_after, Keras\'s default.',
  });
});

test("kerasBytes() refuses a layer that heeds a mask in Keras alone", async () => {
  const model = chain(
    [4],
    tf.layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true }),
    tf.layers.globalAveragePooling1d({ name: "mean" }),
  );
  await assert.rejects(kerasBytes(model), {
    code: "model/invalid",
    message: /^The input of layer "mean" \(GlobalAveragePooling1D\) is masked, which Keras heeds/,
  });
  model.dispose();
});

test("kerasBytes() refuses a masked bidirectional layer whose masked steps are seen", async () => {
  const model = chain(
    [4],
    tf.layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true }),
    tf.layers.bidirectional({
      layer: tf.layers.gru({ units: 2, returnSequences: true }),
      mergeMode: "concat",
      name: "both",
    }),
    tf.layers.dense({ units: 1 }),
  );
  await assert.rejects(kerasBytes(model), {
    code: "model/invalid",
    message: /^The input of layer "both" \(Bidirectional\) is masked, and gives other numbers/,
  });
  model.dispose();
});

test("readKeras() says what is wrong with a file that is none of Keras's", async () => {
  await assert.rejects(readKeras(Uint8Array.of(1, 2, 3)), { code: "model/corrupt" });
});

test("readKeras() leaves no tensors behind when the model is disposed", async () => {
  const written = chain([4], tf.layers.dense({ units: 2 }));
  const bytes = await kerasBytes(written);
  written.dispose();
  const before = tf.memory().numTensors;
  (await readKeras(bytes)).dispose();
  assert.equal(tf.memory().numTensors, before);
});
