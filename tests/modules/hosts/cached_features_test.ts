import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { DataProgress } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { arrays, layersModel, type TransferOptions } from "../../../modules/mod.ts";
import { loadModel } from "../../../modules/models/mod.ts";
import { makeScratch } from "../../../testing/_support/scratch.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { TEST_BACKEND, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";
import { saveBase, trainerOf, transferOf, watching } from "./_transfer.ts";

const { scratch, remove } = makeScratch();
const base = scratch.path("base");

before(async () => {
  await useTestBackend();
  await saveBase(base);
});

after(remove);

/** Trains a head on cached features; returns what the opening told, and the report. */
async function train(folder: string, options: Partial<TransferOptions> = {}) {
  const told: DataProgress[] = [];
  await using trainer = transferOf(base, { cacheFeatures: scratch.path(folder), ...options }, [
    watching({ onOpening: (progress) => void told.push(progress) }),
  ]);
  const report = await trainer.run({ epochs: 3 });
  return { told, report };
}

test("layersModel({ cacheFeatures }) trains the head as a frozen base without a cache does", () =>
  leavesNoTensorsAfter(async () => {
    await using plain = transferOf(base, { freeze: ["conv*", "batch*", "dense_1"] });
    const expected = await plain.run({ epochs: 3 });
    const { report } = await train("same");
    assertClose(
      report.epochs.map(({ train: { loss } }) => loss),
      expected.epochs.map(({ train: { loss } }) => loss),
      1e-5,
    );
  }));

test("layersModel({ cacheFeatures }) computes features once, whatever runs come after", async () => {
  const first = await train("once");
  assert.deepEqual(first.told, [
    { action: "extract", name: "features of train", done: 12, total: 12, unit: "records" },
  ]);
  const second = await train("once");
  assert.deepEqual(second.told, []);
  assert.equal(second.report.weightsHash, first.report.weightsHash);
  // 12 examples of 3 features and a class.
  const [file] = readdirSync(scratch.path("once")).filter((name) => name.endsWith(".bin"));
  assert.equal(statSync(join(scratch.path("once"), file as string)).size, 12 * 4 * 4);
});

test("layersModel({ cacheFeatures }) has other features for another cut of the network", async () => {
  await train("cuts");
  const { told } = await train("cuts", { until: "flatten_1" });
  assert.equal(told.length, 1);
});

test("layersModel({ cacheFeatures }) goes on from the last count of rows when it was killed", async () => {
  const first = await train("killed");
  const folder = scratch.path("killed");
  const names = readdirSync(folder);
  const [data, record] = ["bin", "json"].map((ending) =>
    join(folder, names.find((name) => name.endsWith(ending)) as string),
  ) as [string, string];
  // 5 rows were counted; a sixth was being written.
  writeFileSync(record, JSON.stringify({ rows: 5, rowBytes: 16 }));
  truncateSync(data, 5 * 16 + 7);
  const whole = await train("killed");
  assert.equal(whole.report.weightsHash, first.report.weightsHash);
  assert.deepEqual(JSON.parse(readFileSync(record, "utf8")), { rows: 12, rowBytes: 16 });
  truncateSync(data, 40);
  await assert.rejects(train("killed"), (error: Error) =>
    error.message.includes("must have 192 bytes, but has 40: delete it."),
  );
});

test("a model that is saved after training on cached features is base and head in one", async () => {
  const folder = scratch.path("merged");
  const image = Float32Array.from({ length: 16 }, (_, i) => Math.cos(i));
  await using trainer = transferOf(base, { cacheFeatures: scratch.path("saved") });
  await trainer.run({ epochs: 1 });
  await trainer.save(folder);
  await using merged = await loadModel(folder, { backend: TEST_BACKEND });
  assert.deepEqual(
    merged.info?.inputs.map(({ name, shape }) => [name, shape]),
    [["image", [4, 4, 1]]],
  );
  const host = await trainer.host();
  const expected = tf.tidy(() => {
    const pixels = tf.tensor(image, [1, 4, 4, 1]);
    const features = host.features?.extract([pixels]) as tf.Tensor;
    return [...(host.forward([features], false)[0] as tf.Tensor).dataSync()];
  });
  const actual = tf.tidy(() => {
    const output = merged.model.predict(tf.tensor(image, [1, 4, 4, 1])) as tf.Tensor;
    return [...output.dataSync()];
  });
  assertClose(actual, expected, 1e-6);
});

test("layersModel({ cacheFeatures }) refuses examples that are augmented", async () => {
  const augmented = arrays({
    inputs: { image: { values: new Float32Array(64), shape: [4, 4, 1] } },
    targets: { label: { values: [0, 1, 0, 1], classes: 2 } },
    augment: ({ inputs }, random) => {
      (inputs.image as Float32Array)[0] = random.next();
    },
  });
  const head = (features: tf.SymbolicTensor) =>
    tf.layers.dense({ units: 2 }).apply(features) as tf.SymbolicTensor;
  await using trainer = trainerOf({
    host: layersModel({ from: base, until: "dense_1", head, cacheFeatures: scratch.path("no") }),
    data: augmented,
  });
  await assert.rejects(trainer.run({ epochs: 1 }), {
    code: "data/invalid",
    message:
      'The examples are augmented: leave out "cacheFeatures", or the augmentation. Cannot cache the features of the frozen base.',
  });
});

test("layersModel() refuses cacheFeatures without a head, and with layers that are unfrozen", () => {
  assert.throws(() => layersModel({ from: base, cacheFeatures: "features" }), {
    message:
      '"cacheFeatures" must be left out without a "head", but is "features". Cannot make layersModel.',
  });
  const unfreeze = [{ pattern: "conv*", atEpoch: 2 }];
  const head = (features: tf.SymbolicTensor) => features;
  assert.throws(() => layersModel({ from: base, head, cacheFeatures: "features", unfreeze }), {
    message: /"unfreeze" must be left out with "cacheFeatures"/,
  });
});
