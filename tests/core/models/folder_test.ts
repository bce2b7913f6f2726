import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { disposeModel, modelIn, readModelFolder, saveModelFolder } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

/** Runs `work` with the path of a folder that is removed after it. */
function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  return withScratch((scratch) => work(scratch.path("")));
}

function small(bias = 0): tf.LayersModel {
  const biasInitializer = tf.initializers.constant({ value: bias });
  return tf.sequential({
    name: "small",
    layers: [
      tf.layers.dense({ name: "hidden", units: 3, inputShape: [2], activation: "relu" }),
      tf.layers.dense({ name: "out", units: 1, biasInitializer }),
    ],
  });
}

/** What is loaded for the bias of the last layer. */
async function biasIn(directory: string): Promise<number | undefined> {
  const model = await modelIn(await readModelFolder(directory));
  const bias = model.getWeights().at(-1)?.dataSync()[0];
  disposeModel(model);
  return bias;
}

/** Changes the JSON of a file. */
function edit(path: string, change: (json: Record<string, unknown>) => object): void {
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")))));
}

test("saveModelFolder() writes what stock tfjs loads, to the same bit", () =>
  inFolder(async (scratch) => {
    const model = small(2);
    const directory = join(scratch, "model");
    await saveModelFolder(model, directory);
    const text = JSON.parse(readFileSync(join(directory, "model.json"), "utf8"));
    const weights = readFileSync(join(directory, "weights.bin"));
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: text.modelTopology,
        weightSpecs: text.weightsManifest[0].weights,
        weightData: new Uint8Array(weights).buffer,
      }),
    );
    const values = (one: tf.LayersModel) =>
      one.getWeights().map((weight) => [...weight.dataSync()]);
    assert.deepEqual(values(loaded), values(model));
    assert.deepEqual(text.weightsManifest[0].paths, ["weights.bin"]);
  }));

test("saveModelFolder() writes the same bytes when the model is saved again", () =>
  inFolder(async (scratch) => {
    const model = small();
    const [first, second] = [
      await saveModelFolder(model, join(scratch, "a")),
      await saveModelFolder(model, join(scratch, "b")),
    ];
    assert.deepEqual(first, second);
  }));

test("saveModelFolder() replaces a model folder and leaves nothing else behind", () =>
  inFolder(async (scratch) => {
    const directory = join(scratch, "model");
    await saveModelFolder(small(1), directory);
    await saveModelFolder(small(2), directory);
    assert.equal(await biasIn(directory), 2);
    assert.deepEqual(readdirSync(scratch), ["model"]);
    assert.deepEqual(readdirSync(directory).toSorted(), [
      "model.json",
      "tolaria.json",
      "weights.bin",
    ]);
  }));

test("saveModelFolder() refuses a folder that holds something else, and leaves it as it was", () =>
  inFolder(async (scratch) => {
    writeFileSync(join(scratch, "notes.txt"), "mine");
    await assert.rejects(saveModelFolder(small(), scratch), {
      code: "model/refused",
      message: /holds "notes\.txt", which is no file of a model folder; name another folder/,
    });
    assert.deepEqual(readdirSync(scratch), ["notes.txt"]);
  }));

test("saveModelFolder() refuses the model of another tool", () =>
  inFolder(async (scratch) => {
    writeFileSync(join(scratch, "model.json"), "{}");
    await assert.rejects(saveModelFolder(small(), scratch), {
      code: "model/refused",
      message: /has no tolaria\.json: it is no folder that Tolaria wrote/,
    });
  }));

test("saveModelFolder() refuses two weights of one name, which tfjs would not load", () =>
  inFolder(async (scratch) => {
    const part = (name: string) =>
      tf.sequential({
        name,
        layers: [tf.layers.dense({ name: "dense", units: 2, inputShape: [2] })],
      });
    const input = tf.input({ shape: [2] });
    const outputs = part("b").apply(part("a").apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    await assert.rejects(saveModelFolder(model, join(scratch, "model")), {
      code: "model/invalid",
      message: /^Two weights are called "dense\/kernel"/,
    });
  }));

test("readModelFolder() finds the old folder when the process died while it was replaced", () =>
  inFolder(async (scratch) => {
    const directory = join(scratch, "model");
    await saveModelFolder(small(1), directory);
    renameSync(directory, join(scratch, ".model.replaced"));
    assert.equal(await biasIn(directory), 1);
  }));

for (const file of ["model.json", "weights.bin"]) {
  test(`readModelFolder() names file and hashes when ${file} was changed`, () =>
    inFolder(async (scratch) => {
      await saveModelFolder(small(), scratch);
      const bytes = readFileSync(join(scratch, file));
      bytes[0] = (bytes[0] as number) ^ 1;
      writeFileSync(join(scratch, file), bytes);
      await assert.rejects(readModelFolder(scratch), {
        code: "model/corrupt",
        message: new RegExp(`sha256 of "${file}" must be [0-9a-f]{64}, but is [0-9a-f]{64}: `),
      });
    }));

  test(`readModelFolder() names the file when ${file} is missing`, () =>
    inFolder(async (scratch) => {
      await saveModelFolder(small(), scratch);
      rmSync(join(scratch, file));
      await assert.rejects(readModelFolder(scratch), {
        code: "model/corrupt",
        message: new RegExp(`"${file}" cannot be read`),
      });
    }));
}

test("readModelFolder() says what to install when the folder is of a later version", () =>
  inFolder(async (scratch) => {
    await saveModelFolder(small(), scratch);
    edit(join(scratch, "tolaria.json"), (json) => ({ ...json, version: 2, tolaria: "9.1.0" }));
    await assert.rejects(readModelFolder(scratch), {
      code: "model/invalid",
      message:
        /form has version 2, and Tolaria \S+ reads up to 1: install Tolaria 9\.1\.0 or later/,
    });
  }));

test("readModelFolder() names the field when tolaria.json is not valid", () =>
  inFolder(async (scratch) => {
    await saveModelFolder(small(), scratch);
    edit(join(scratch, "tolaria.json"), (json) => ({ ...json, epoch: "three" }));
    await assert.rejects(readModelFolder(scratch), { code: "model/invalid", message: /at epoch/ });
  }));

test("readModelFolder() says where to get a model when there is none", () =>
  inFolder(async (scratch) => {
    await assert.rejects(readModelFolder(join(scratch, "none")), {
      code: "model/missing",
      message: /^There is no ".*none"\./,
    });
    mkdirSync(join(scratch, "empty"));
    await assert.rejects(readModelFolder(join(scratch, "empty")), {
      code: "model/missing",
      message: /save a model there by trainer\.save\(\) or "tolaria train --save"/,
    });
  }));

test("readModelFolder() reads no file that lies elsewhere when a folder names one", () =>
  inFolder(async (scratch) => {
    await saveModelFolder(small(), scratch);
    rmSync(join(scratch, "tolaria.json"));
    edit(join(scratch, "model.json"), (json) => ({
      ...json,
      weightsManifest: [{ paths: ["../secret"], weights: [] }],
    }));
    await assert.rejects(readModelFolder(scratch), {
      code: "model/invalid",
      message: /files must lie in it, but one is called "\.\.\/secret"/,
    });
  }));

test("readModelFolder() refuses a graph model", () =>
  inFolder(async (scratch) => {
    writeFileSync(join(scratch, "model.json"), JSON.stringify({ format: "graph-model" }));
    await assert.rejects(readModelFolder(scratch), {
      code: "model/invalid",
      message: /is a graph model, which cannot be trained or evaluated here/,
    });
  }));

test("modelIn() says how many weights are missing when they do not fit the layers", () =>
  inFolder(async (scratch) => {
    await saveModelFolder(small(), scratch);
    rmSync(join(scratch, "tolaria.json"));
    edit(join(scratch, "model.json"), (json) => ({
      ...json,
      weightsManifest: [{ paths: ["weights.bin"], weights: [] }],
    }));
    const folder = await readModelFolder(scratch);
    await assert.rejects(modelIn(folder), {
      code: "model/invalid",
      message: /4 of 4 weights are not set/,
    });
  }));

test("modelIn() names the class when a layer is of a class that is not registered", () =>
  inFolder(async (scratch) => {
    class Halved extends tf.layers.Layer {
      static className = "Halved";
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return ([inputs].flat()[0] as tf.Tensor).div(2);
      }
    }
    const layers = [tf.layers.dense({ units: 1, inputShape: [1] }), new Halved({})];
    await saveModelFolder(tf.sequential({ layers }), scratch);
    await assert.rejects(modelIn(await readModelFolder(scratch)), {
      code: "model/invalid",
      message:
        /^Layer class "Halved" is not known here: call tf\.serialization\.registerClass\(Halved\) before\./,
    });
  }));
