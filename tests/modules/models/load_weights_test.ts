import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readSafetensors } from "../../../core/safetensors/mod.ts";
import { tf } from "../../../deps.ts";
import { exportModel, loadWeights } from "../../../modules/models/mod.ts";
import { chain } from "../../_support/models/chain.ts";
import { differenceOf } from "../../_support/models/exported_network.ts";
import { setFixedWeights } from "../../_support/models/network_values.ts";

const l = tf.layers;
const FIXTURES = join(import.meta.dirname, "../../fixtures/models/weights");
const scratch = mkdtempSync(join(tmpdir(), "tolaria-weights-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** What tests/fixtures/models/weights/write_weights.py recorded. */
const EXPECTED = JSON.parse(readFileSync(join(FIXTURES, "expected.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<"inputs" | "outputs", number[]>>>
>;

function outputsOf(model: tf.LayersModel, name: string, shape: number[]): number[] {
  return tf.tidy(() => {
    const inputs = tf.tensor(EXPECTED[name]?.inputs as number[], shape);
    return [...(model.predict(inputs) as tf.Tensor).dataSync()];
  });
}

const small = () =>
  chain([3], l.dense({ units: 4, name: "narrow" }), l.dense({ units: 2, name: "head" }));

const valuesOf = (model: tf.LayersModel) =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test("loadWeights() reads what exportModel() writes as safetensors", async () => {
  const [written, read] = [small(), small()];
  setFixedWeights(written);
  const path = join(scratch, "small.safetensors");
  await exportModel(written, path, { format: "safetensors" });
  const report = await loadWeights(read, path);
  assert.deepEqual(valuesOf(read), valuesOf(written));
  assert.deepEqual(report, {
    loaded: ["narrow/kernel", "narrow/bias", "head/kernel", "head/bias"],
    missing: [],
    unexpected: [],
  });
  for (const model of [written, read]) model.dispose();
});

test("loadWeights() gives a network the weights of PyTorch's when the layout is pytorch", async () => {
  await tf.setBackend("cpu");
  const model = chain(
    [8, 8, 2],
    l.conv2d({ filters: 3, kernelSize: 3, name: "conv" }),
    l.batchNormalization({ name: "norm" }),
    l.reLU(),
    l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, name: "deep" }),
    l.prelu({ sharedAxes: [1, 2], name: "slope" }),
    l.conv2dTranspose({ filters: 4, kernelSize: 3, name: "wide" }),
    l.globalAveragePooling2d({ dataFormat: "channelsLast" }),
    l.dense({ units: 5, activation: "tanh", name: "head_0" }),
    l.dense({ units: 2, name: "head_2" }),
  );
  await loadWeights(model, join(FIXTURES, "pytorch.safetensors"), {
    layout: "pytorch",
    rename: (name) => name.replace("head.", "head_"),
  });
  const outputs = outputsOf(model, "pytorch", [2, 8, 8, 2]);
  assert.ok(differenceOf([outputs], [EXPECTED.pytorch?.outputs as number[]]) <= 1e-5);
  model.dispose();
});

test("loadWeights() reads an .h5 file by the names of layers, both halves of a bidirectional one", async () => {
  await tf.setBackend("cpu");
  const model = chain(
    [4, 3],
    l.bidirectional({
      layer: l.lstm({ units: 2, recurrentActivation: "sigmoid" }),
      mergeMode: "concat",
      name: "both",
    }),
    l.dense({ units: 2, name: "head" }),
  );
  await loadWeights(model, join(FIXTURES, "keras2.h5"));
  const outputs = outputsOf(model, "keras2", [2, 4, 3]);
  assert.ok(differenceOf([outputs], [EXPECTED.keras2?.outputs as number[]]) <= 1e-5);
  model.dispose();
});

test("loadWeights() lists every fault with the nearest name, and changes nothing", async () => {
  const [written, read] = [
    small(),
    chain([3], l.dense({ units: 5, name: "narrow" }), l.dense({ units: 2, name: "heads" })),
  ];
  const path = join(scratch, "faults.safetensors");
  await exportModel(written, path, { format: "safetensors" });
  const before = valuesOf(read);
  await assert.rejects(loadWeights(read, path), {
    code: "model/invalid",
    message: [
      "The weights in the file do not fit the model:",
      '- missing: heads/kernel (is it "head/kernel"?)',
      '- missing: heads/bias (is it "head/bias"?)',
      '- unexpected: head/kernel (is it "heads/kernel"?)',
      '- unexpected: head/bias (is it "heads/bias"?)',
      "- wrong shape: narrow/kernel must be [3, 5], but is [3, 4]",
      "- wrong shape: narrow/bias must be [5], but is [4].",
      "Cannot load the weights.",
    ].join("\n"),
  });
  assert.deepEqual(valuesOf(read), before);
  for (const model of [written, read]) model.dispose();
});

test("loadWeights() reports what is missing and unexpected when it is not strict", async () => {
  const [written, read] = [
    small(),
    chain([3], l.dense({ units: 4, name: "narrow" }), l.dense({ units: 7, name: "other" })),
  ];
  const path = join(scratch, "partly.safetensors");
  await exportModel(written, path, { format: "safetensors" });
  assert.deepEqual(await loadWeights(read, path, { strict: false }), {
    loaded: ["narrow/kernel", "narrow/bias"],
    missing: ["other/kernel", "other/bias"],
    unexpected: ["head/kernel", "head/bias"],
  });
  for (const model of [written, read]) model.dispose();
});

test("loadWeights() names what is wrong with a file", async () => {
  const model = small();
  const path = join(scratch, "cut.safetensors");
  writeFileSync(path, Uint8Array.of(1, 2, 3));
  await assert.rejects(loadWeights(model, path), { code: "model/corrupt" });
  await assert.rejects(loadWeights(model, join(scratch, "none.h5")), { code: "model/missing" });
  await assert.rejects(loadWeights(model, "weights.bin"), { code: "options/invalid" });
  model.dispose();
});

test("readSafetensors() reads halves and bfloat16", () => {
  const exact = readSafetensors(readFileSync(join(FIXTURES, "pytorch.safetensors")));
  const half = readSafetensors(readFileSync(join(FIXTURES, "half.safetensors")));
  // 11 bits of a number below 1 in a half, 8 in a bfloat16.
  for (const [name, allowed] of [
    ["0.weight", 2 ** -12],
    ["2.weight", 2 ** -9],
  ] as const) {
    const values = half.get(name)?.data as Float32Array;
    const whole = exact.get(`head.${name}`)?.data as Float32Array;
    assert.equal(values.length, whole.length);
    assert.ok(differenceOf([[...values]], [[...whole]]) <= allowed, name);
  }
});
