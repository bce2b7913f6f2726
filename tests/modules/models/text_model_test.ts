import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { JsonObject } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  constant,
  inspectModel,
  layersModel,
  loadModel,
  saveModel,
  sgd,
  silent,
  text,
} from "../../../modules/mod.ts";
import { bpe, bytes, characters } from "../../../modules/tokenizers/mod.ts";
import { type Scratch, withScratch } from "../../../testing/_support/scratch.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { runCommand } from "../../_support/processes/run_command.ts";
import { trainerOf } from "../../_support/training/training.ts";

const BOOK = "abcabcabcabc abc";
const backend = testBackend();

/** Trains on a text for an epoch and saves the model. */
async function trainAndSave(
  { path }: Scratch,
  tokenizer: ContainerModule,
  size: number,
): Promise<string> {
  writeFileSync(path("book.txt"), BOOK);
  const layers = () => [
    tf.layers.embedding({ inputDim: size, outputDim: 2, inputLength: 3 }),
    tf.layers.dense({ units: size }),
  ];
  await using trainer = trainerOf({
    host: layersModel(() => tf.sequential({ layers: layers() })),
    data: text({ files: path("book.txt"), length: 3, cache: false }),
    modules: [sgd(), constant(0.1), silent(), tokenizer],
  });
  await trainer.run({ epochs: 1 });
  await trainer.save(path("model"));
  return path("model");
}

for (const [name, module, size, ids] of [
  // Unknown ones, space, a, b, c.
  ["characters", characters(), 5, [2, 3, 4, 1]],
  ["bytes", bytes(), 256, [0x61, 0x62, 0x63, 0x20]],
  // a b is merged first, then ab c. 188 bytes come before U+0100, and 32 before the space, which is U+0120.
  ["bpe", bpe({ size: 258 }), 258, [257, 220]],
] as const) {
  test(`loadModel() loads a model of text with its tokenizer, ${name}()`, () =>
    withScratch(async (scratch) => {
      const folder = await trainAndSave(scratch, module, size);
      await using model = await loadModel(folder, { backend });
      assert.equal(model.tokenizer?.name, name);
      assert.deepEqual([...(model.tokenizer?.encode("abc ") ?? [])], ids);
      const [prediction] = await model.predict([{ tokens: [1, 2, 3] }]);
      assert.ok(prediction?.next);
      // Another text, encoded by the model's tokenizer and not by one that is fitted to it.
      writeFileSync(scratch.path("other.txt"), "cccccccabcabcabc");
      const data = text({ files: scratch.path("other.txt"), length: 3, cache: false });
      assert.ok(Number.isFinite((await model.evaluate(data)).loss));
    }));
}

test("inspectModel() and tolaria inspect name the tokenizer, whose hash is verified", () =>
  withScratch(async (scratch) => {
    const folder = await trainAndSave(scratch, bpe({ size: 258 }), 258);
    const { tokenizer, files } = await inspectModel(folder);
    assert.deepEqual(tokenizer, { name: "bpe", size: 258 });
    const file = files.find(({ name }) => name === "tokenizer.json");
    assert.equal(file?.verified, true);
    const { stdout } = await runCommand(["inspect", folder]);
    assert.match(stdout, /^ {2}tokenizer {3}bpe, 258 ids$/m);
  }));

test("trainer.save() replaces a model folder with a tokenizer", () =>
  withScratch(async (scratch) => {
    await trainAndSave(scratch, bpe({ size: 258 }), 258);
    const folder = await trainAndSave(scratch, bytes(), 256);
    await using model = await loadModel(folder, { backend });
    assert.equal(model.tokenizer?.name, "bytes");
  }));

test("loadModel() refuses a tokenizer whose hash is another", () =>
  withScratch(async (scratch) => {
    const folder = await trainAndSave(scratch, characters(), 5);
    writeFileSync(`${folder}/tokenizer.json`, '{"kind":"bytes"}');
    await assert.rejects(loadModel(folder, { backend }), {
      code: "model/corrupt",
      message: /^The sha256 of "tokenizer\.json" must be /,
    });
  }));

/** Writes a tokenizer into a model folder, with its hash. */
function putTokenizer(folder: string, content: string): void {
  writeFileSync(`${folder}/tokenizer.json`, content);
  const info = JSON.parse(readFileSync(`${folder}/tolaria.json`, "utf8"));
  info.hashes["tokenizer.json"] = createHash("sha256").update(content).digest("hex");
  writeFileSync(`${folder}/tolaria.json`, JSON.stringify(info));
}

test("loadModel() refuses a hostile tokenizer by what is wrong with it", () =>
  withScratch(async (scratch) => {
    const folder = await trainAndSave(scratch, bytes(), 256);
    for (const [content, message] of [
      ["[]", /its tokenizer\.json is no record/i],
      ["{}", /must have a "kind" of bytes, characters/],
      ['{"kind":"toString"}', /must have a "kind" of bytes, characters/],
      ['{"kind":"characters","characters":["a"],"unknown":true}', /must have "characters", a text/],
      ["{", /"tokenizer\.json" is no JSON/],
    ] as const) {
      putTokenizer(folder, content);
      const { code, message: found } = await loadModel(folder, { backend }).then(
        () => assert.fail(content),
        (error) => error,
      );
      assert.match(code, /^model\/(invalid|corrupt)$/, content);
      assert.match(found, message);
      assert.match(found, /Cannot load the model "/);
    }
  }));

test("loadModel() makes a tokenizer of the user's own by the function that is given", () =>
  withScratch(async ({ path }) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const json = { kind: "mine", words: ["a", "b"] };
    await saveModel(model, path("model"), { tokenizer: json });
    model.dispose();
    assert.deepEqual((await inspectModel(path("model"))).tokenizer, { name: "mine" });
    await assert.rejects(loadModel(path("model"), { backend }), { code: "model/invalid" });
    const make = ({ words }: JsonObject) => ({
      name: "mine",
      size: (words as string[]).length,
      encode: () => new Int32Array(0),
      decode: () => "",
      toJson: () => json,
    });
    await using loaded = await loadModel(path("model"), { backend, tokenizer: make });
    assert.equal(loaded.tokenizer?.size, 2);
  }));
