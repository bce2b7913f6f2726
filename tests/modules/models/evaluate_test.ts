import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tf } from "../../../deps.ts";
import { arrays, f1, loadModel, meanSquaredError } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { RECORDS } from "../../_support/training/prepared_model.ts";
import { spiral, trainerOf } from "../../_support/training/training.ts";
import { linear, withModel, withPenguins } from "./_with_model.ts";

before(useTestBackend);

test("LoadedModel.evaluate() gives what the validation of the training gave", () =>
  withScratch(async (scratch) => {
    const data = () => arrays({ ...spiral(40), validation: 0.25 });
    const trainer = trainerOf({ data: data() });
    const report = await trainer.run({ epochs: 2 });
    await trainer.save(scratch.path("model"));
    await trainer.dispose();
    await using model = await loadModel(scratch.path("model"), { backend: testBackend() });
    const { split, examples, loss, metrics } = await model.evaluate(data());
    const best = report.best?.validation;
    assert.deepEqual([split, examples], ["validation", 10]);
    assertClose(
      [loss, metrics.accuracy as number],
      [best?.loss as number, best?.metrics.accuracy as number],
      1e-6,
    );
    const whole = await model.evaluate(data(), { split: "train", modules: [f1()] });
    assert.equal(whole.examples, 30);
    assert.ok((whole.metrics.f1 as number) >= 0);
    await assert.rejects(model.evaluate(data(), { split: "test" }), {
      code: "options/invalid",
      message: /^The data have no split "test", only train, validation\./,
    });
  }));

test("LoadedModel.evaluate() asks for the objective when the model was saved without", () =>
  withModel(linear(), {}, async (model) => {
    const inputs = { x: { values: Float32Array.of(1, 2, 3, 4), shape: [2] } };
    const data = arrays({
      inputs,
      targets: { y: { values: Float32Array.of(121, 144), shape: [1] } },
    });
    await assert.rejects(model.evaluate(data), {
      code: "options/invalid",
      message: /was saved without its objective: give it, as in/,
    });
    // 121 is met and 143 is off by 1.
    const { loss } = await model.evaluate(data, { modules: [meanSquaredError()] });
    assertClose([loss], [0.5], 1e-6);
  }));

test("LoadedModel.evaluate() makes the objective with the options that it was trained with", () => {
  const layers = [tf.layers.softmax({ inputShape: [2] })];
  const objective = {
    name: "softmax-cross-entropy",
    provider: "softmaxCrossEntropy",
    options: { fromLogits: false },
  };
  return withModel(tf.sequential({ layers }), { objective }, async (model) => {
    const inputs = { x: { values: Float32Array.of(0, 0), shape: [2] } };
    const { loss } = await model.evaluate(
      arrays({ inputs, targets: { y: { values: [1], classes: 2 } } }),
    );
    // Two classes that are as likely.
    assertClose([loss], [Math.LN2], 1e-6);
  });
});

test("LoadedModel.evaluate() refuses data that were prepared otherwise", () =>
  withPenguins(async (model) => {
    await assert.rejects(model.evaluate(arrays(spiral(8))), {
      code: "data/invalid",
      message: /prepares its columns otherwise than the model was trained with/,
    });
  }));

test("LoadedModel.evaluate() takes the records of JSON lines", () =>
  withPenguins((model) =>
    withScratch(async ({ path, write }) => {
      write("in.jsonl", RECORDS.map((record) => JSON.stringify(record)).join("\n"));
      const { examples, loss } = await model.evaluate(path("in.jsonl"));
      assert.equal(examples, RECORDS.length);
      assert.ok(loss > 0);
    }),
  ));
