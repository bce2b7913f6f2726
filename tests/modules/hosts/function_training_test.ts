import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Host } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  buildHost,
  constant,
  createTrainer,
  functionHost,
  mlp,
  noSnapshots,
  seeds,
  softmaxCrossEntropy,
} from "../../../modules/mod.ts";
import { SeedOperation } from "../../../proto/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { testBackend, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { leavesNoTensorsAfter, spiral, weightsOf } from "../../_support/training/training.ts";
import { scripted, seededRun } from "../../integration/_seeded_run.ts";

before(useTestBackend);

/** The network of `mlp`, as a function with the same weights under the same names. */
async function asFunction(layers: ContainerModule): Promise<ContainerModule> {
  const host: Host = await buildHost(layers, 4);
  const values = host.parameters.map(({ name, variable }) => ({
    name,
    shape: variable.shape,
    data: variable.dataSync().slice(),
  }));
  host.dispose();
  return functionHost({
    inputs: [{ shape: [2] }],
    outputs: [{ shape: [3] }],
    parameters: () =>
      Object.fromEntries(values.map(({ name, shape, data }) => [name, tf.tensor(data, shape)])),
    forward: (weights, [x], { slot }) => {
      const dense = (name: string, h: tf.Tensor) =>
        h
          .matMul(weights[`${name}/dense/kernel`] as tf.Tensor)
          .add(weights[`${name}/dense/bias`] as tf.Tensor);
      const hidden = slot("hidden1", dense("hidden1", x).relu());
      return dense("head", hidden);
    },
  });
}

const { SEED_OP_GERMINATE, SEED_OP_START_TRAINING, SEED_OP_START_GRAFTING } = SeedOperation;

test("functionHost() grows a seed as the same network of layers does", async () => {
  const layers = mlp({ inputShape: [2], hidden: [6], classes: 3, slots: true });
  const script = { 1: SEED_OP_GERMINATE, 2: SEED_OP_START_TRAINING, 5: SEED_OP_START_GRAFTING };
  const [asLayers, asFunctions] = await Promise.all(
    [layers, await asFunction(layers)].map((host) =>
      seededRun(9, {
        host,
        modules: [adamw(), constant(0.01), seeds()],
        policy: scripted(script, "hidden1", "dense-bottleneck"),
        seed: 4,
      }),
    ),
  );
  const stages = asFunctions?.stories[0]?.stages.map(({ stage }) => stage);
  assert.equal(stages?.at(-1), "SEED_STAGE_BLENDING");
  assert.deepEqual(
    asLayers?.stories[0]?.stages.map(({ stage }) => stage),
    stages,
  );
  for (const [name, values] of Object.entries(asLayers?.weights ?? {})) {
    assertClose(asFunctions?.weights[name] as number[], values, 1e-4, name);
  }
  assert.deepEqual(asFunctions?.report.incidents, []);
});

test("functionHost() trains to the weights of the same network as layers", async () => {
  const layers = mlp({ inputShape: [2], hidden: [6], classes: 3, slots: true });
  const weights: Record<string, number[]>[] = [];
  for (const host of [layers, await asFunction(layers)]) {
    await leavesNoTensorsAfter(async () => {
      await using trainer = createTrainer({
        host,
        data: arrays(spiral(60)),
        modules: [
          testBackend(),
          adamw(),
          constant(0.01),
          noSnapshots(),
          softmaxCrossEntropy(),
          seeds(),
        ],
        batchSize: 12,
        clipNorm: 1,
        seed: 4,
      });
      const report = await trainer.run({ epochs: 3 });
      assert.equal(report.endReason, "completed");
      weights.push(weightsOf(await trainer.host()));
    });
  }
  const [asLayers, asFunctions] = weights as [Record<string, number[]>, Record<string, number[]>];
  assert.deepEqual(Object.keys(asFunctions), Object.keys(asLayers));
  // Another order of sums, and nothing else.
  for (const [name, values] of Object.entries(asLayers)) {
    assertClose(asFunctions[name] as number[], values, 1e-5, name);
  }
});
