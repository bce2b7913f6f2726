import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST_GROUP, type Host, type Slot } from "../../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../../deps.ts";
import { cnn, mlp } from "../../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import {
  growTo,
  onSeedStage,
  type SeedTestStage,
  seedStage,
} from "../../../_support/training/seeds.ts";
import { weightsOf } from "../../../_support/training/training.ts";

const PERCEPTRON = { inputShape: [4], hidden: [6, 5], classes: 3, dropout: 0.25 };
const IMAGES = {
  inputShape: [4, 4, 1],
  filters: [2, 3],
  units: 4,
  classes: 3,
  batchNorm: true,
  dropout: 0.25,
} as const;

/** Hosts that draw random numbers and have buffers, and a blueprint for their slots. */
const HOSTS: Readonly<Record<string, readonly [host: () => ContainerModule, blueprint: string]>> = {
  "a perceptron with dropout": [() => mlp({ ...PERCEPTRON, slots: true }), "dense-bottleneck"],
  "a convolutional network with batch norm": [() => cnn({ ...IMAGES, slots: true }), "conv-norm"],
};

/** Numbers of the gradient of each group, by name. */
function gradientsOf(stage: SeedTestStage): Record<string, number[]> {
  const { gradients } = stage.differentiate();
  const numbers = gradients.map((gradients_P) => [...gradients_P.dataSync()]);
  tf.dispose(gradients as tf.Tensor1D[]);
  return Object.fromEntries(stage.groups.names.map((name, at) => [name, numbers[at] ?? []]));
}

for (const [name, [host, blueprint]] of Object.entries(HOSTS)) {
  const open = () => seedStage({ host: host(), blueprint, blendSteps: 4 });

  test(`a seed's own loss sends exactly zero into the weights of ${name} while it trains`, async () => {
    const [withSeed, without] = [await open(), await open()];
    growTo(withSeed, Stage.SEED_STAGE_TRAINING);
    // Off the identity, where the seed's loss and gradient are not the host's.
    for (const { variable } of withSeed.training.parameters) {
      variable.assign(tf.randomNormal(variable.shape, 0, 0.5, "float32", 3));
    }
    const [alone, beside] = [gradientsOf(without), gradientsOf(withSeed)];
    assert.deepEqual(Object.keys(beside), [HOST_GROUP, `seeds/${SLOTS[blueprint]}`]);
    assert.ok(beside[HOST_GROUP]?.some((number) => number !== 0));
    assert.deepEqual(beside[HOST_GROUP], alone[HOST_GROUP]);
    assert.ok(beside[`seeds/${SLOTS[blueprint]}`]?.some((number) => number !== 0));
    for (const stage of [withSeed, without]) stage.dispose();
  });

  test(`a seed's own loss in ${name} has gradients in the weights of the seed, and in no other`, async () => {
    const stage = await open();
    growTo(stage, Stage.SEED_STAGE_TRAINING);
    const { host } = stage.parts;
    const own = new Set<tf.Variable>();
    tf.tidy(() => {
      host.forward(stage.batch.inputs, true);
      const { gradients } = stage.training.differentiate(stage.batch.targets);
      for (const variable of gradients.keys()) own.add(variable);
    });
    for (const { name, variable } of host.parameters) assert.ok(!own.has(variable), name);
    for (const { name, variable } of stage.training.parameters) assert.ok(own.has(variable), name);
    stage.dispose();
  });

  test(`a seed's own loss in ${name} weighs the examples as the data do`, async () => {
    const stage = await open();
    growTo(stage, Stage.SEED_STAGE_TRAINING);
    const { batch, parts, training } = stage;
    tf.tidy(() => {
      parts.host.forward(batch.inputs, true);
      const { gradients, losses } = training.differentiate(batch.targets, tf.zeros([batch.size]));
      assert.equal(Math.abs(losses[0]?.dataSync()[0] as number), 0);
      for (const gradient of gradients.values()) {
        assert.ok(gradient.dataSync().every((value) => value === 0));
      }
    });
    stage.dispose();
  });

  test(`${name} is the same to the bit after a seed was trained beside it and culled`, async () => {
    const [withSeed, without] = [await open(), await open()];
    growTo(withSeed, Stage.SEED_STAGE_TRAINING);
    const losses = (stage: SeedTestStage) => Array.from({ length: 5 }, () => stage.step());
    const trained = losses(withSeed);
    withSeed.prepare(Op.SEED_OP_CULL).commit();
    assert.deepEqual([...trained, ...losses(withSeed)], [...losses(without), ...losses(without)]);
    assert.deepEqual(weightsOf(withSeed.parts.host), weightsOf(without.parts.host));
    assert.deepEqual(withSeed.outputs(), without.outputs());
    for (const stage of [withSeed, without]) stage.dispose();
  });

  for (const to of [Stage.SEED_STAGE_BLENDING, Stage.SEED_STAGE_PROBATIONARY]) {
    test(`${name} computes what one that never had a seed does after a cull in ${Stage[to]}`, async () => {
      const [withSeed, without] = [await open(), await open()];
      growTo(withSeed, to);
      for (let step = 0; step < 3; step++) withSeed.step();
      const grafted = withSeed.outputs();
      withSeed.prepare(Op.SEED_OP_CULL).commit();
      copyWeights(withSeed.parts.host, without.parts.host);
      assert.deepEqual(withSeed.outputs(), without.outputs());
      assert.notDeepEqual(withSeed.outputs(), grafted);
      for (const stage of [withSeed, without]) stage.dispose();
    });
  }

  test(`the loss of ${name} reaches host and seed together from BLENDING on`, async () => {
    const stage = await open();
    growTo(stage, Stage.SEED_STAGE_BLENDING);
    for (let step = 0; step < 2; step++) stage.step();
    const gradients = gradientsOf(stage);
    for (const group of stage.groups.names) {
      assert.ok(
        gradients[group]?.some((number) => number !== 0),
        group,
      );
    }
    assert.equal(stage.differentiate().seedLosses, undefined);
    stage.dispose();
  });
}

const SLOTS: Readonly<Record<string, string>> = {
  "dense-bottleneck": "hidden1",
  "conv-norm": "conv1",
};

function copyWeights(from: Host, to: Host): void {
  const [source, target] = [from, to].map(({ parameters, buffers }) => [...parameters, ...buffers]);
  target?.forEach(({ variable }, at) => {
    variable.assign(source?.[at]?.variable as tf.Variable);
  });
}

test("a seed's own gradient is a tenth of that of its loss, taken in one piece", async () => {
  const stage = await seedStage({ host: mlp({ ...PERCEPTRON, dropout: 0, slots: true }) });
  growTo(stage, Stage.SEED_STAGE_TRAINING);
  const { host, objective } = stage.parts;
  const { parameters } = stage.training;
  for (const { variable } of parameters) {
    variable.assign(tf.randomNormal(variable.shape, 0, 0.5, "float32", 3));
  }
  const own = gradientsOf(stage)["seeds/hidden1"] as number[];

  // The same network by hand, in the network at its full share and differentiated in its own weights only.
  const [slot] = host.slots as [Slot];
  const [narrow, narrowBias, widen, widenBias] = parameters.map(({ variable }) => variable) as [
    tf.Variable<tf.Rank.R2>,
    tf.Variable,
    tf.Variable<tf.Rank.R2>,
    tf.Variable,
  ];
  slot.graft = (h) => {
    const inner = tf.relu(tf.matMul(h as tf.Tensor2D, narrow).add(narrowBias));
    return h.add(tf.matMul(inner as tf.Tensor2D, widen).add(widenBias));
  };
  const { grads } = tf.variableGrads(
    () => objective.loss(host.forward(stage.batch.inputs, false), stage.batch.targets),
    parameters.map(({ variable }) => variable),
  );
  const whole = parameters.flatMap(({ variable }) => [
    ...(grads[variable.name] as tf.Tensor).dataSync<"float32">(),
  ]);
  assert.equal(own.length, whole.length);
  own.forEach((number, at) => {
    assert.ok(Math.abs(number - 0.1 * (whole[at] as number)) < 1e-7);
  });
  stage.dispose();
});

test("seeds() measures a seed's own loss on the first examples of the batch, at least 8 of them", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_TRAINING);
      const { host, objective } = stage.parts;
      const big = tf.randomNormal([40, 4], 0, 1, "float32", 1);
      const labels = tf.tensor1d(
        Array.from({ length: 40 }, (_, at) => at % 3),
        "int32",
      );
      // A quarter of 40.
      const expected = tf.tidy(() => {
        const outputs = host.forward([big.slice(0, 10)], false);
        return objective.loss(outputs, [labels.slice(0, 10)]).dataSync()[0] as number;
      });
      const found = tf.tidy(() => {
        host.forward([big], true);
        const { losses } = stage.training.differentiate([labels]);
        return losses.map((loss) => loss.dataSync()[0] as number);
      });
      // The seed is still the identity, so that its loss is the host's, and its forward pass had no dropout before it.
      assert.equal(found.length, 1);
      assert.ok(Math.abs((found[0] as number) - expected) < 1e-6, `${found} and ${expected}`);
      tf.dispose([big, labels]);
    },
    {
      blendSteps: 4,
      host: mlp({ inputShape: [4], hidden: [6, 5], classes: 3, slots: true }),
    },
  ));
