import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type Dataset } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  accuracy,
  adam,
  adamw,
  arrays,
  auc,
  checkpoints,
  clipByGlobalNorm,
  constant,
  custom,
  f1,
  gradientNoise,
  layersModel,
  mlp,
  pcgrad,
  seeds,
  sgd,
  softmaxCrossEntropy,
  tamiyoInProcess,
} from "../../../modules/mod.ts";
import { SeedOperation as Op } from "../../../proto/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";
import { type RanksJob, type RanksOptions, trainOnRanks } from "../../_support/training/ranks.ts";
import { leavesNoTensorsAfter, spiral } from "../../_support/training/training.ts";
import { bothTasks, LEFT, networkOf, RIGHT, wave } from "../../_support/training/two_heads.ts";
import { convolutions, images, perceptron, scripted } from "../../integration/_seeded_run.ts";

/** Fails unless a job has the same bits on 1, 2, 3 and 4 ranks, in 4 shards. Returns what it came to on one. */
async function sameOnRanks(job: () => RanksJob, options: () => RanksOptions = () => ({})) {
  const one = await trainOnRanks(1, job(), options());
  assert.equal(one.report.error, undefined);
  const passes = ({ epochs }: typeof one.report) =>
    epochs.map(({ train, validation }) => ({ train, validation }));
  for (const ranks of [2, 3, 4]) {
    const { report, weights } = await trainOnRanks(ranks, job(), options());
    assert.equal(weights, one.weights, `${ranks} ranks`);
    assert.deepEqual(passes(report), passes(one.report), `${ranks} ranks`);
  }
  return one;
}

/** A loss times what `factor` returns for the n-th shard, from 0. */
function shardLoss(factor: (call: number) => number): ContainerModule {
  let calls = 0;
  const loss = ([outputs]: readonly tf.Tensor[], [targets]: readonly tf.Tensor[]) =>
    tf.losses
      .softmaxCrossEntropy(tf.oneHot(targets as tf.Tensor1D, 3), outputs as tf.Tensor)
      .mul(factor(calls++));
  return custom({
    name: "of-shards",
    loss: (outputs, targets) => loss(outputs, targets) as tf.Scalar,
  });
}

for (const [backend, make] of Object.entries(EACH_BACKEND)) {
  test(`a run with batch norm, dropout, accumulation, clipping and metrics has the same bits on any number of ranks, on ${backend}`, () =>
    leavesNoTensorsAfter(async () => {
      const { report } = await sameOnRanks(
        () => ({
          host: convolutions(false),
          data: arrays({ ...images(30), validation: 0.3 }),
          modules: [
            adam(),
            constant(0.05),
            clipByGlobalNorm({ maxNorm: 0.5 }),
            f1(),
            auc(),
            accuracy(),
          ],
          accumulationSteps: 2,
          clipValue: 0.3,
        }),
        () => ({ backend: make() }),
      );
      assert.deepEqual(Object.keys(report.epochs[1]?.validation?.metrics ?? {}).sort(), [
        "accuracy",
        "auc",
        "f1",
      ]);
    }));
}

test("a run with several losses, a penalty and drawn noise has the same bits on any number of ranks", () =>
  leavesNoTensorsAfter(async () => {
    const targets = { left: { values: LEFT, shape: [1] }, right: { values: RIGHT, shape: [1] } };
    const { report } = await sameOnRanks(() => ({
      host: layersModel(() => networkOf(0.3)),
      data: arrays({ inputs: { x: { values: wave(4, 1.7), shape: [4] } }, targets }),
      modules: [sgd(), constant(0.1), bothTasks(), pcgrad(), gradientNoise({ eta: 0.01 })],
    }));
    assert.ok((report.epochs[0]?.train.metrics.left_loss ?? 0) > 0);
  }));

test("a run in which a seed grows has the same bits on any number of ranks", () =>
  leavesNoTensorsAfter(async () => {
    const script = {
      1: Op.SEED_OP_GERMINATE,
      2: Op.SEED_OP_START_TRAINING,
      5: Op.SEED_OP_START_GRAFTING,
    };
    const { report } = await sameOnRanks(
      () => ({
        host: perceptron(),
        data: arrays(spiral(60)),
        modules: [
          adamw(),
          constant(0.01),
          seeds({ blendSteps: 4, gates: { minLossGain: -1 } }),
          tamiyoInProcess({ policy: scripted(script, "hidden1", "dense-bottleneck") }),
        ],
        batchSize: 12,
      }),
      () => ({ epochs: 7 }),
    );
    assert.match(report.seeds[0]?.stages.at(-1)?.stage ?? "", /BLENDING|SHADOWING/);
  }));

test("a run with ignored targets and weights has the same bits on any number of ranks", () =>
  leavesNoTensorsAfter(async () => {
    const { inputs, targets } = spiral(20);
    const point = inputs.point.values;
    const dataset: Dataset = {
      size: 20,
      inputs: [{ name: "point", shape: [2], dtype: "float32" }],
      targets: [{ name: "arm", shape: [], dtype: "int32" }],
      weights: { name: "weight", shape: [], dtype: "float32" },
      gather: (indices) => ({
        inputs: [
          Float32Array.from([...indices].flatMap((at) => [...point.subarray(2 * at, 2 * at + 2)])),
        ],
        targets: [
          Int32Array.from(indices, (at) =>
            at % 4 === 0 ? -1 : (targets.arm.values[at] as number),
          ),
        ],
        weights: Float32Array.from(indices, (at) => (at % 3) / 2),
      }),
    };
    const data = new ContainerModule(({ bind }) => {
      bind(DATA_SOURCE).toConstantValue({
        name: "weighted",
        open: async () => ({ train: dataset }),
      });
    });
    await sameOnRanks(() => ({
      data,
      modules: [adam(), constant(0.05), softmaxCrossEntropy({ ignore: -1 })],
    }));
  }));

test("a batch in shards has the gradient of the batch", async () => {
  const weightsAfter = async (shards: number, modules: RanksJob["modules"]) => {
    const { report } = await trainOnRanks(1, {
      modules: [sgd(), constant(0.1), ...modules],
      shards,
      accumulationSteps: 2,
    });
    return report.epochs.map(({ train }) => train.loss);
  };
  const [whole, cut] = [await weightsAfter(1, []), await weightsAfter(8, [])];
  whole.forEach((loss, epoch) => {
    assert.ok(Math.abs(loss - (cut[epoch] as number)) < 1e-6 * loss, `${whole} and ${cut}`);
  });
});

test("a number that is not finite in one shard is one on all ranks, whose guards skip the same step", async () => {
  // Two steps of four shards each are good; the sixth shard, of the second step, is not.
  const spoiled = () => shardLoss((call) => (call === 5 ? Number.NaN : 1));
  const { report } = await sameOnRanks(() => ({
    modules: [sgd(), constant(0.1), spoiled()],
    batchSize: 10,
  }));
  assert.deepEqual(
    report.incidents.map(({ kind }) => kind),
    ["loss/non-finite"],
  );
});

test("a rank without examples adds zeros", async () => {
  // Of batches of one example, three shards of four have none.
  await sameOnRanks(
    () => ({ data: arrays(spiral(5)), modules: [adam(), constant(0.05)], batchSize: 1 }),
    () => ({ epochs: 1 }),
  );
});

test("a checkpoint of four ranks is resumed on any number of ranks to the same bits", () =>
  withScratch(async (scratch) => {
    const job = (name: string): RanksJob => ({
      host: mlp({ inputShape: [2], hidden: [5], classes: 3, dropout: 0.2 }),
      modules: [adam(), constant(0.05), checkpoints({ directory: scratch.path(name) })],
    });
    const whole = await trainOnRanks(1, job("whole"), { epochs: 4 });
    for (const ranks of [1, 2, 3]) {
      await trainOnRanks(4, job(`of-${ranks}`), { epochs: 2 });
      const options = { epochs: 4, run: { resume: {} } };
      const resumed = await trainOnRanks(ranks, job(`of-${ranks}`), options);
      assert.equal(resumed.weights, whole.weights, `${ranks} ranks`);
    }
  }));

test("fewer shards than ranks are refused", async () => {
  const run = trainOnRanks(3, { modules: [sgd(), constant(0.1)], shards: 2 });
  await assert.rejects(run, {
    code: "options/invalid",
    message: `"shards" must be at least the number of ranks, 3, but is 2: set it to 4 or more. Cannot cut batches.`,
  });
  await assert.rejects(
    trainOnRanks(1, { modules: [sgd(), constant(0.1)], shards: 3 }),
    /shards.*power of two/s,
  );
});

test("ranks hold no tensors back when a step fails", () =>
  leavesNoTensorsAfter(async () => {
    const failing = shardLoss((call) => {
      if (call === 6) throw new Error("the loss fails");
      return 1;
    });
    const run = trainOnRanks(2, { modules: [sgd(), constant(0.1), failing] });
    await assert.rejects(run, /the loss fails/);
    assert.equal(tf.engine().state.gradientDepth, 0);
  }));
