import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  buildHost,
  constant,
  createTrainer,
  functionHost,
  layersModel,
  loadModel,
  loadWeights,
  mlp,
  saveModel,
} from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import {
  leavesNoTensorsAfter,
  spiral,
  trainerOf,
  weightsOf,
} from "../../_support/training/training.ts";

/** A small network with a buffer; `width` is that of its hidden layer. */
const network = (from?: string, width = 4) =>
  functionHost({
    name: "arms",
    inputs: [{ shape: [2] }],
    outputs: [{ shape: [3] }],
    parameters: () => ({
      "in/kernel": tf.randomNormal([2, width]),
      "out/kernel": tf.randomNormal([width, 3]),
    }),
    buffers: () => ({ passes: tf.zeros([1]) }),
    forward: (weights, [x], { training }) => {
      if (training) weights.passes.assign(weights.passes.add(1));
      return x.matMul(weights["in/kernel"]).relu().matMul(weights["out/kernel"]);
    },
    ...(from !== undefined && { from }),
  });

const trainerOfFunction = (from?: string) =>
  createTrainer({
    host: network(from),
    data: arrays(spiral(20)),
    modules: [testBackend(), adamw(), constant(0.05)],
    batchSize: 5,
    seed: 2,
  });

before(useTestBackend);

test("Trainer.save() writes the weights of a function as safetensors, and says so", () =>
  withScratch((scratch) =>
    leavesNoTensorsAfter(async () => {
      const directory = scratch.path("model");
      const trainer = trainerOfFunction();
      await trainer.run({ epochs: 2 });
      const info = await trainer.save(directory, { weights: "last" });
      const weights = weightsOf(await trainer.host());
      await trainer.dispose();
      assert.deepEqual(
        [info.contents, info.host, info.weights, info.epoch, info.step],
        ["weights", "arms", "last", 2, 8],
      );
      assert.deepEqual(readdirSync(directory).sort(), ["tolaria.json", "weights.safetensors"]);

      // Eight steps, and none before: the buffer counts training passes.
      assert.deepEqual(weights.passes, [8]);
      const started = await buildHost(network(directory));
      assert.equal(started.hasOwnWeights, true);
      assert.deepEqual(weightsOf(started), weights);
      const loaded = await buildHost(network());
      for (const path of [directory, join(directory, "weights.safetensors")]) {
        for (const { variable } of loaded.parameters)
          tf.tidy(() => variable.assign(variable.mul(0)));
        const report = await loadWeights(loaded, path);
        assert.deepEqual(report.loaded, ["in/kernel", "out/kernel", "passes"]);
        assert.deepEqual(weightsOf(loaded), weights);
      }
      for (const host of [started, loaded]) host.dispose();
    }),
  ));

test("Trainer.save() writes the best weights of a function, and training goes on from them", () =>
  withScratch(async (scratch) => {
    const directory = scratch.path("model");
    const first = trainerOfFunction();
    const report = await first.run({ epochs: 3 });
    const info = await first.save(directory);
    await first.dispose();
    assert.deepEqual([info.weights, info.epoch], ["best", report.best?.epoch]);
    const second = trainerOfFunction(directory);
    const next = await second.run({ epochs: 1 });
    await second.dispose();
    const [before, after] = [report.epochs[0], next.epochs[0]];
    assert.ok((after?.train.loss as number) < (before?.train.loss as number));
  }));

test("saveModel() replaces a folder of layers by the weights of a function, and the other way round", () =>
  withScratch(async (scratch) => {
    const directory = scratch.path("model");
    const [layers, asFunction] = [
      await buildHost(mlp({ inputShape: [2], classes: 3 })),
      await buildHost(network()),
    ];
    await saveModel(layers, directory);
    await saveModel(asFunction, directory);
    assert.deepEqual(readdirSync(directory).sort(), ["tolaria.json", "weights.safetensors"]);
    await saveModel(layers, directory);
    assert.ok(readdirSync(directory).includes("model.json"));
    for (const host of [layers, asFunction]) host.dispose();
  }));

test("loadModel() and layersModel() refuse the weights of a function, and functionHost() layers", () =>
  withScratch(async (scratch) => {
    const [weights, layers] = [scratch.path("weights"), scratch.path("layers")];
    const hosts = [
      await buildHost(network()),
      await buildHost(mlp({ inputShape: [2], classes: 3 })),
    ];
    await saveModel(hosts[0] as (typeof hosts)[0], weights);
    await saveModel(hosts[1] as (typeof hosts)[0], layers);
    const refused = { code: "model/invalid", message: /weights of "arms".*functionHost\(\{ from/ };
    await assert.rejects(loadModel(weights, { backend: "cpu" }), refused);
    await assert.rejects(buildHost(layersModel({ from: weights })), refused);
    await assert.rejects(buildHost(network(layers)), {
      code: "model/invalid",
      message: /made of layers: load it with loadModel/,
    });
    for (const host of hosts) host.dispose();
  }));

test("functionHost() refuses weights of other names or shapes, and files that are damaged", () =>
  withScratch((scratch) =>
    leavesNoTensorsAfter(async () => {
      const directory = scratch.path("model");
      const host = await buildHost(network());
      await saveModel(host, directory);
      host.dispose();
      await assert.rejects(buildHost(network(directory, 5)), {
        code: "host/unsupported",
        message: /^Weight "in\/kernel" must be \[2, 5\], but ".*" has it as \[2, 4\]\./,
      });
      const file = join(directory, "weights.safetensors");
      const bytes = readFileSync(file);
      bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
      writeFileSync(file, bytes);
      await assert.rejects(buildHost(network(directory)), { code: "model/corrupt" });
    }),
  ));

test("loadWeights() refuses a host that a trainer has", () =>
  withScratch(async (scratch) => {
    const directory = scratch.path("model");
    const host = await buildHost(network());
    await saveModel(host, directory);
    host.dispose();
    const trainer = trainerOf({ host: network() });
    await assert.rejects(loadWeights(await trainer.host(), directory), {
      code: "host/unsupported",
      message: /A trainer has "arms"/,
    });
    await trainer.dispose();
  }));
