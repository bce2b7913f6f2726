import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Host, Trainer } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { memoryCheckpoints, snapshots, type TransferOptions } from "../../../modules/mod.ts";
import { makeScratch } from "../../../testing/_support/scratch.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";
import { saveBase, transferOf, watching } from "./_transfer.ts";

const { scratch, remove } = makeScratch();
const base = scratch.path("base");

before(async () => {
  await useTestBackend();
  await saveBase(base);
});

after(remove);

const names = (weights: Host["parameters"]) => weights.map(({ name }) => name);

test("layersModel({ from }) starts from the weights of the folder, with a head behind a layer", () =>
  leavesNoTensorsAfter(async () => {
    await using trainer = transferOf(base);
    const { parameters, hasOwnWeights } = await trainer.host();
    assert.equal(hasOwnWeights, true);
    // The head has the free number: `dense_2` of the folder was left behind.
    assert.deepEqual(names(parameters), [
      "conv2d_1/kernel",
      "conv2d_1/bias",
      "batch_normalization_1/gamma",
      "batch_normalization_1/beta",
      "dense_1/kernel",
      "dense_1/bias",
      "dense_2/kernel",
      "dense_2/bias",
    ]);
    const kernel = parameters[0]?.variable.dataSync();
    await using same = transferOf(base);
    assert.deepEqual((await same.host()).parameters[0]?.variable.dataSync(), kernel);
  }));

const FROZEN: Readonly<Record<string, readonly string[]>> = {
  conv2d_1: ["conv2d_1/kernel", "conv2d_1/bias"],
  "*/bias": ["conv2d_1/bias", "dense_1/bias", "dense_2/bias"],
  "conv*": ["conv2d_1/kernel", "conv2d_1/bias"],
  "dense_1/kernel": ["dense_1/kernel"],
};

for (const [freeze, frozen] of Object.entries(FROZEN)) {
  test(`layersModel({ freeze }) leaves what ${freeze} selects as it is`, async () => {
    await using trainer = transferOf(base, { freeze });
    const { parameters, buffers } = await trainer.host();
    assert.deepEqual(
      names(buffers).filter((name) => !name.includes("moving")),
      frozen,
    );
    assert.ok(!names(parameters).some((name) => frozen.includes(name)));
    const before = buffers.map(({ variable }) => variable.dataSync().slice());
    await trainer.run({ epochs: 1 });
    buffers.forEach(({ name, variable }, at) => {
      if (frozen.includes(name)) assert.deepEqual(variable.dataSync(), before[at]);
    });
  });
}

const WRONG: readonly (readonly [Partial<TransferOptions>, string])[] = [
  [
    { freeze: "conv2_1" },
    'Unknown layer or weight "conv2_1"; did you mean "conv2d_1"? Known layer or weights: conv2d_1, conv2d_1/kernel,',
  ],
  [{ until: "dense_9" }, 'Unknown layer "dense_9"; did you mean "dense_1"?'],
  [{ unfreeze: [{ pattern: "conv*", atEpoch: 1 }] }, '"unfreeze.0.atEpoch" must be at least 2'],
  [
    { freeze: "conv*", unfreeze: [{ pattern: "dense_1", atEpoch: 2 }] },
    'Unknown layer or weight "dense_1"',
  ],
  [{ head: () => 3 as never }, '"head" must return the output of its last layer'],
];

for (const [options, message] of WRONG) {
  test(`layersModel() refuses ${JSON.stringify(options)}`, () =>
    leavesNoTensorsAfter(async () => {
      const fails = async () => {
        await using trainer = transferOf(base, options);
        await trainer.host();
      };
      await assert.rejects(fails, (error: Error) => {
        assert.ok(error.message.startsWith(message), error.message);
        return true;
      });
    }));
}

const UNFREEZE: TransferOptions["unfreeze"] = [
  { pattern: "batch*", atEpoch: 2 },
  { pattern: "conv*", atEpoch: 3, learningRateScale: 0.1 },
];

/** Trains 4 epochs with two that unfreeze; returns the hash of the weights. */
async function hashOf(use: (trainer: Trainer) => Promise<{ weightsHash: string }>, modules = []) {
  await using trainer = transferOf(
    base,
    { freeze: ["conv*", "batch*"], unfreeze: UNFREEZE },
    modules,
  );
  return (await use(trainer)).weightsHash;
}

test("layersModel({ unfreeze }) trains weights from their epoch on, at their share of the rate", () =>
  leavesNoTensorsAfter(async () => {
    const kernels: Float32Array[] = [];
    const moving: Float32Array[] = [];
    const groups: string[][] = [];
    let trainer: Trainer | undefined;
    const look = watching({
      onEpoch: async () => {
        const host = (await trainer?.host()) as Host;
        const all = [...host.parameters, ...host.buffers];
        const value = (name: string) =>
          all
            .find((one) => one.name === name)
            ?.variable.dataSync<"float32">()
            .slice() as Float32Array;
        kernels.push(value("conv2d_1/kernel"));
        moving.push(value("batch_normalization_1/moving_mean"));
        groups.push([...((await trainer?.optimizers())?.groups ?? [])]);
      },
    });
    trainer = transferOf(base, { freeze: ["conv*", "batch*"], unfreeze: UNFREEZE }, [look]);
    const report = await trainer.run({ epochs: 4 });
    await trainer.dispose();
    assert.deepEqual(kernels[1], kernels[0]);
    assert.notDeepEqual(kernels[2], kernels[1]);
    // A batch normalization keeps its statistics while it is frozen.
    assert.notDeepEqual(moving[1], moving[0]);
    assert.deepEqual(
      report.optimizerChanges.map(({ kind, group, step }) => [kind, group, step]),
      [
        ["layout", "host", 3],
        ["layout", "host", 6],
        ["group-added", "unfrozen conv*", 6],
      ],
    );
    assert.deepEqual(groups.at(-1), ["host", "unfrozen conv*"]);
  }));

/** Trains 4 epochs, and goes back to step `to` after step 7. */
async function rolledBack(to: number) {
  let asked = false;
  let trainer: Trainer | undefined;
  const rolling = watching({
    onStep: ({ step }) => {
      if (step !== 7 || asked) return;
      asked = true;
      void trainer
        ?.recovery()
        .then((recovery) => recovery?.request({ atOrBefore: to, reason: "a test" }));
    },
  });
  trainer = transferOf(base, { freeze: ["conv*", "batch*"], unfreeze: UNFREEZE }, [
    rolling,
    snapshots({ everySteps: 1, count: 20 }),
  ]);
  const report = await trainer.run({ epochs: 4 });
  const { groups } = await trainer.optimizers();
  await trainer.dispose();
  assert.deepEqual(
    report.recovery.rollbacks.map(({ recovered, step }) => [recovered, step]),
    [[true, to]],
  );
  return { report, groups };
}

for (const [to, again] of [
  [2, ["layout host", "layout host", "group-added unfrozen conv*"]],
  [3, ["layout host", "layout host", "group-added unfrozen conv*"]],
  [5, ["layout host", "group-added unfrozen conv*"]],
] as const) {
  test(`layersModel({ unfreeze }) unfreezes again what a rollback to step ${to} froze`, () =>
    leavesNoTensorsAfter(async () => {
      const { report, groups } = await rolledBack(to);
      assert.deepEqual(groups, ["host", "unfrozen conv*"]);
      assert.deepEqual(
        report.optimizerChanges.slice(3).map(({ kind, group }) => `${kind} ${group}`),
        again,
      );
      assert.equal((await rolledBack(to)).report.weightsHash, report.weightsHash);
    }));
}

test("layersModel({ unfreeze }) goes on to the same bits after a resume", async () => {
  const expected = await hashOf((trainer) => trainer.run({ epochs: 4 }));
  for (const epochs of [1, 2, 3]) {
    const store = memoryCheckpoints();
    const options = { freeze: ["conv*", "batch*"], unfreeze: UNFREEZE };
    const first = transferOf(base, options, [store]);
    await first.run({ epochs });
    await using second = transferOf(base, options, [store]);
    const { weightsHash } = await second.run({ epochs: 4, resume: {} });
    await first.dispose();
    assert.equal(weightsHash, expected, `after epoch ${epochs}`);
  }
});

test("layersModel({ from }) takes a folder of stock tfjs, whose names of layers the head could have too", async () => {
  const folder = scratch.path("stock");
  // This process is to count up to the name of the folder's last layer.
  const taken = `dense_Dense${Number(/\d+$/.exec(tf.layers.dense({ units: 1 }).name)?.[0]) + 20}`;
  mkdirSync(folder);
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [4, 4, 1], units: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData, ...rest }) => {
      const last = model.layers[2]?.name as string;
      const text = JSON.stringify({
        ...rest,
        modelTopology,
        weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }],
      });
      writeFileSync(join(folder, "model.json"), text.replaceAll(last, taken));
      writeFileSync(join(folder, "weights.bin"), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  const head = (features: tf.SymbolicTensor) => {
    let layer = tf.layers.dense({ units: 2 });
    while (layer.name !== taken) layer = tf.layers.dense({ units: 2 });
    return layer.apply(features) as tf.SymbolicTensor;
  };
  await using trainer = transferOf(folder, { until: "dense_2", head, freeze: "dense_1" });
  const { parameters, buffers } = await trainer.host();
  assert.deepEqual(names(buffers), ["dense_1/kernel", "dense_1/bias"]);
  assert.deepEqual(
    names(parameters),
    ["dense_2", "dense_3"].flatMap((layer) => [`${layer}/kernel`, `${layer}/bias`]),
  );
});

test("a tf.LayersModel that is loaded twice has the same names of weights", async () => {
  await using one = transferOf(base);
  const first = names((await one.host()).parameters);
  tf.layers.dense({ units: 1 });
  await using two = transferOf(base);
  assert.deepEqual(names((await two.host()).parameters), first);
});
