import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  disposeModel,
  type Host,
  modelIn,
  readModelFolder,
  type SavedWeights,
  type Trainer,
} from "../../../core/mod.ts";
import { constant, sgd } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import {
  leavesNoTensorsAfter,
  scaledLoss,
  trainerOf,
  watching,
  weightsOf,
} from "../../_support/training/training.ts";

/** Weights of a folder by their names in it. */
async function savedWeights(directory: string): Promise<Record<string, number[]>> {
  const model = await modelIn(await readModelFolder(directory));
  const weights = model.weights.map((weight) => [
    weight.originalName,
    [...weight.read().dataSync()],
  ]);
  disposeModel(model);
  return Object.fromEntries(weights);
}

/** Runs `work` with a trainer that is disposed after it, and a folder. */
function withTrainer(
  work: (trainer: Trainer, directory: string) => Promise<void>,
  make: () => Trainer = trainerOf,
): Promise<void> {
  return withScratch((scratch) =>
    leavesNoTensorsAfter(async () => {
      const trainer = make();
      await work(trainer, scratch.path("model"));
      await trainer.dispose();
    }),
  );
}

test("Trainer.save() writes the weights of the best epoch and its metrics when a run is over", () => {
  const weightsAfter: Record<string, number[]>[] = [];
  let network: Host | undefined;
  const onEpoch = () => {
    if (network) weightsAfter.push(weightsOf(network));
  };
  return withTrainer(
    async (trainer, directory) => {
      network = await trainer.host();
      const { epochs } = await trainer.run({ epochs: 3 });
      const { weights, epoch, metrics } = await trainer.save(directory);
      assert.deepEqual([weights, epoch, metrics], ["best", 1, { train: epochs[0]?.train }]);
      assert.deepEqual(await savedWeights(directory), weightsAfter[0]);
    },
    // The loss is multiplied by a factor that grows: the first epoch stays the best one.
    () =>
      trainerOf({
        modules: [sgd(), constant(0.1), scaledLoss((call) => 1 + call), watching({ onEpoch })],
      }),
  );
});

test("Trainer.save() writes the weights of the last step when it is asked for them", () =>
  withTrainer(async (trainer, directory) => {
    await trainer.run({ epochs: 2 });
    const { weights, epoch, step, seed } = await trainer.save(directory, { weights: "last" });
    assert.deepEqual(
      { weights, epoch, step, seed },
      { weights: "last", epoch: 2, step: 10, seed: 11 },
    );
    assert.deepEqual(await savedWeights(directory), weightsOf(await trainer.host()));
  }));

test("Trainer.save() writes the columns of the data and the objective", () =>
  withTrainer(async (trainer, directory) => {
    await trainer.run({ epochs: 1 });
    await trainer.save(directory);
    const { info } = await readModelFolder(directory);
    // The columns of examples in memory hold their values, which are no part of the model.
    assert.ok(readFileSync(join(directory, "tolaria.json")).length < 2_000);
    assert.deepEqual(info?.inputs, [{ name: "point", shape: [2], dtype: "float32" }]);
    assert.deepEqual(info?.targets, [{ name: "arm", shape: [], dtype: "int32", classes: 3 }]);
    assert.deepEqual(info?.objective, {
      name: "softmax-cross-entropy",
      provider: "softmaxCrossEntropy",
      options: {},
    });
  }));

test("Trainer.save() writes the last weights when the best ones were not kept, and says so", () =>
  withTrainer(async (trainer, directory) => {
    await trainer.run({ epochs: 2, keepBest: false });
    assert.equal((await trainer.save(directory)).weights, "last");
    await assert.rejects(trainer.save(directory, { weights: "best" }), {
      code: "model/refused",
      message:
        /^The weights of epoch \d, the best, were not kept \("keepBest"\)\. Cannot save those weights\.$/,
    });
  }));

test("Trainer.save() writes the network as it was built when no run has begun", () =>
  withTrainer(async (trainer, directory) => {
    const { weights, epoch } = await trainer.save(directory);
    assert.deepEqual([weights, epoch], ["last", 0]);
    assert.deepEqual(await savedWeights(directory), weightsOf(await trainer.host()));
  }));

test("Trainer.save() writes the weights of its moment while the run goes on", () => {
  const moment: { expected?: object; saving?: Promise<unknown> } = {};
  let onStep = (_: number) => {};
  const observer = watching({ onStep: ({ step }) => onStep(step) });
  return withTrainer(
    async (trainer, directory) => {
      const host = await trainer.host();
      onStep = (step) => {
        if (step !== 3) return;
        moment.expected = weightsOf(host);
        moment.saving = trainer.save(directory, { weights: "last" });
      };
      await trainer.run({ epochs: 4 });
      await moment.saving;
      assert.deepEqual(await savedWeights(directory), moment.expected);
    },
    () => trainerOf({ modules: [sgd(), constant(0.1), observer] }),
  );
});

test("Trainer.save() refuses after dispose()", async () => {
  const trainer = trainerOf();
  await trainer.dispose();
  await assert.rejects(trainer.save("anywhere"), { code: "trainer/disposed" });
});

test("Trainer.save() refuses a running average when there is none", () =>
  withTrainer(async (trainer, directory) => {
    await trainer.run({ epochs: 1 });
    const weights: SavedWeights = "average";
    await assert.rejects(trainer.save(directory, { weights }), {
      code: "model/refused",
      message: /no running average/i,
    });
  }));
