import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { constant, layersModel, loadModel, sgd, silent, text } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { trainerOf } from "../../_support/training/training.ts";

test("loadModel() loads a model of text with its characters", async () => {
  await withScratch(async ({ path }) => {
    writeFileSync(path("book.txt"), "abcabcabcabc");
    const layers = () => [
      tf.layers.embedding({ inputDim: 4, outputDim: 2, inputLength: 3 }),
      tf.layers.dense({ units: 4 }),
    ];
    await using trainer = trainerOf({
      host: layersModel(() => tf.sequential({ layers: layers() })),
      data: text({ files: path("book.txt"), length: 3 }),
      modules: [sgd(), constant(0.1), silent()],
    });
    await trainer.run({ epochs: 1 });
    await trainer.save(path("model"));
    const model = await loadModel(path("model"), { backend: testBackend() });
    const characters = ["\ufffd", "a", "b", "c"];
    assert.deepEqual(model.info?.inputs?.[0]?.categories, characters);
    assert.deepEqual(model.info?.preparation, {
      version: 1,
      kind: "text",
      tokens: "characters",
      classes: 4,
      categories: characters,
    });
    const [prediction] = await model.predict([{ tokens: [1, 2, 3] }]);
    assert.ok(prediction?.next);
    await model.dispose();
  });
});
