import assert from "node:assert/strict";
import { before, test } from "node:test";
import { saveModelFolder } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { PreparationFit } from "../../../modules/data/_preparation/mod.ts";
import { type LoadedModel, loadModel } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

/** A network on windows of two records, each with one number: the older one plus ten times the younger. */
function withWindows(work: (model: LoadedModel) => Promise<void>): Promise<void> {
  const fit = new PreparationFit({
    inputs: { days: { kind: "columns", columns: { x: { kind: "number" } } } },
    targets: { next: { kind: "number", field: "x" } },
    window: { length: 2, horizons: [1] },
  });
  const preparation = fit.finish();
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [2, 1] }), tf.layers.dense({ units: 1 })],
  });
  model.setWeights([tf.tensor2d([[1], [10]]), tf.tensor1d([0])]);
  return withScratch(async ({ path }) => {
    await saveModelFolder(model, path(""), {
      host: "windows",
      inputs: [{ name: "days", shape: [2, 1], dtype: "float32" }],
      targets: preparation.targets,
      preparation: preparation.toJSON(),
      objective: { name: "mean-squared-error" },
      seed: 5,
    });
    const loaded = await loadModel(path(""), { backend: testBackend() });
    await work(loaded);
    await loaded.dispose();
  });
}

test("LoadedModel.predict() predicts from each window over the records, across batches", () =>
  withWindows(async (model) => {
    assert.equal(model.windowLength, 2);
    const records = [1, 2, 3, 4, 5].map((x) => ({ x }));
    for (const batchSize of [1, 2, 3, 10]) {
      const predictions = await model.predict(records, { batchSize });
      assert.deepEqual(
        predictions.map(({ next }) => next?.value),
        [21, 32, 43, 54],
      );
    }
  }));

for (const count of [0, 1]) {
  test(`LoadedModel.predict() refuses ${count} records when a window takes 2`, () =>
    withWindows(async (model) => {
      const records = Array.from({ length: count }, (_, x) => ({ x }));
      // An empty list could be of anything: one that is read record by record is of records.
      await assert.rejects(model.predict(records.values()), {
        code: "data/invalid",
        message: `The model takes windows of 2 records in a row, but there are ${count}. Cannot predict.`,
      });
    }));
}

test("LoadedModel.evaluate() refuses a file when examples are windows", () =>
  withWindows(async (model) => {
    await assert.rejects(model.evaluate("days.csv"), {
      code: "data/invalid",
      message:
        "The model's examples are windows over records; give a windows() source. Cannot evaluate.",
    });
  }));
