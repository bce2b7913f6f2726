import assert from "node:assert/strict";
import { test } from "node:test";
import {
  disposeModel,
  type Host,
  METRIC,
  type Metric,
  type ModelInfo,
  modelIn,
  type RunOptions,
  readModelFolder,
  type StepReport,
} from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  ema,
  lookahead,
  MemoryCheckpointStore,
  type Modules,
  memoryCheckpoints,
  sgd,
} from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import {
  leavesNoTensorsAfter,
  scaledLoss,
  spiral,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";

const DECAY = 0.8;
const VALIDATION = spiral(9);

function trainerWith(optimizer: ContainerModule, ...more: readonly Modules[]) {
  return trainerOf({
    data: arrays({ ...spiral(24), validation: VALIDATION }),
    batchSize: 6,
    modules: [optimizer, constant(0.3), ...more],
  });
}

const weightsOf = ({ parameters }: Host) =>
  parameters.flatMap(({ variable }) => [...variable.dataSync()]);

/** Trains for two epochs; weights after each step. */
async function history(optimizer: ContainerModule, options: Partial<RunOptions> = {}) {
  const steps: number[][] = [];
  let host: Host | undefined;
  const onStep = () => {
    if (host) steps.push(weightsOf(host));
  };
  await using trainer = trainerWith(optimizer, watching({ onStep }));
  host = await trainer.host();
  const report = await trainer.run({ epochs: 2, ...options });
  return { steps, report, last: weightsOf(host) };
}

/** Mean of weights, an older one counting DECAY as much as the next. */
function averageOf(steps: readonly (readonly number[])[]): number[] {
  const shares = steps.map((_, at) => DECAY ** (steps.length - 1 - at));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return (steps[0] as number[]).map((_, at) => {
    const sum = steps.reduce(
      (sum, weights, step) => sum + (shares[step] as number) * (weights[at] as number),
      0,
    );
    return sum / total;
  });
}

/** Mean loss of the validation examples at `weights`. */
async function lossAt(weights: readonly number[]): Promise<number> {
  await using trainer = trainerWith(sgd());
  const host = await trainer.host();
  let from = 0;
  for (const { variable } of host.parameters) {
    const values = weights.slice(from, from + variable.size);
    variable.assign(tf.tensor(values, variable.shape));
    from += variable.size;
  }
  return tf.tidy(() => {
    const { inputs, targets } = VALIDATION;
    const outputs = host.forward([tf.tensor2d(inputs.point.values, [9, 2])], false)[0] as tf.Tensor;
    const rows = tf.oneHot(tf.tensor1d(targets.arm.values, "int32"), 3);
    return outputs.logSoftmax().mul(rows).sum().neg().div(9).dataSync()[0] as number;
  });
}

test("ema() changes no step of the training, and is what the validation is measured at", async () => {
  const plain = await history(sgd({ momentum: 0.9 }));
  const averaged = await history(ema(sgd({ momentum: 0.9 }), { decay: DECAY }));
  assert.deepEqual(averaged.steps, plain.steps);
  assert.equal(averaged.report.weightsHash, plain.report.weightsHash);
  const [first, second] = averaged.report.epochs.map(({ validation }) => validation?.loss);
  const expected = [averageOf(plain.steps.slice(0, 4)), averageOf(plain.steps)];
  assertClose([first as number], [await lossAt(expected[0] as number[])], 1e-5);
  assertClose([second as number], [await lossAt(expected[1] as number[])], 1e-5);
});

test("Trainer.run() ends with the average of the best epoch when restoreBest is on", async () => {
  const plain = await history(sgd({ momentum: 0.9 }));
  const { report, last } = await history(ema(sgd({ momentum: 0.9 }), { decay: DECAY }), {
    restoreBest: true,
  });
  const best = report.best?.epoch as number;
  assertClose(last, averageOf(plain.steps.slice(0, 4 * best)), 1e-5);
});

test("Trainer.save() writes the average that the optimizer keeps, and leaves no tensors", () =>
  withScratch((scratch) =>
    leavesNoTensorsAfter(async () => {
      const plain = await history(sgd({ momentum: 0.9 }));
      const trainer = trainerWith(ema(sgd({ momentum: 0.9 }), { decay: DECAY }));
      await trainer.run({ epochs: 2 });
      const directory = scratch.path("model");
      const { weights } = await trainer.save(directory, { weights: "average" });
      assert.equal(weights, "average");
      const model = await modelIn(await readModelFolder(directory));
      const saved = model.weights.flatMap((weight) => [...weight.read().dataSync()]);
      disposeModel(model);
      assertClose(saved, averageOf(plain.steps), 1e-5);
      await trainer.dispose();
    }),
  ));

test("Trainer.save() writes the weights as they are, also while the average is validated", () =>
  withScratch(async (scratch) => {
    const plain = await history(sgd({ momentum: 0.9 }));
    const directory = scratch.path("model");
    let saving: Promise<ModelInfo> | undefined;
    const saver: Metric = {
      name: "saver",
      better: "lower",
      check: () => {},
      start: () => ({
        update: () => {
          saving ??= trainer.save(directory, { weights: "last" });
        },
        sums: () => new Float64Array(),
        merge: () => {},
        result: () => 0,
      }),
    };
    const module = new ContainerModule(({ bind }) => {
      bind(METRIC).toConstantValue(saver);
    });
    await using trainer = trainerWith(ema(sgd({ momentum: 0.9 }), { decay: DECAY }), module);
    await trainer.run({ epochs: 1 });
    assert.equal((await saving)?.weights, "last");
    const model = await modelIn(await readModelFolder(directory));
    const saved = model.weights.flatMap((weight) => [...weight.read().dataSync()]);
    disposeModel(model);
    assert.deepEqual(saved, plain.steps[3]);
  }));

for (const [name, optimizer] of Object.entries({
  "ema(adamw())": () => ema(adamw(), { decay: 0.9 }),
  "lookahead(adamw())": () => lookahead(adamw(), { syncEvery: 3 }),
})) {
  test(`Trainer.run() gives the same bits with ${name} when it is interrupted and resumed`, async () => {
    const store = new MemoryCheckpointStore();
    const run = async (options: Partial<RunOptions>, abortAt?: number) => {
      const abort = new AbortController();
      const onStep = ({ step }: StepReport) => {
        if (step === abortAt) abort.abort();
      };
      const modules = [memoryCheckpoints({ store }), watching({ onStep })];
      await using trainer = trainerWith(optimizer(), modules);
      const report = await trainer.run({ epochs: 3, signal: abort.signal, ...options });
      return {
        hash: report.weightsHash,
        losses: report.epochs.map(({ validation }) => validation),
      };
    };
    const whole = await run({ restoreBest: true });
    await run({ restoreBest: true }, 5);
    assert.deepEqual(await run({ restoreBest: true, resume: {} }), whole);
  });
}

test("OptimizerManager.swap() starts an average at the weights, and carries it to another optimizer", async () => {
  await using trainer = trainerWith(adamw());
  await trainer.run({ epochs: 1 });
  const manager = await trainer.optimizers();
  const host = await trainer.host();
  const average = () => manager.memoryOf("host").state.slots.average?.dataSync();
  const [started] = manager.swap("host", ema(adamw(), { decay: DECAY }));
  assert.equal(started?.rateFactor, 1);
  assert.deepEqual([...(average() ?? [])], weightsOf(host));
  await trainer.run({ epochs: 1 });
  const before = [...(average() ?? [])];
  assert.notDeepEqual(before, weightsOf(host));
  const [swapped] = manager.swap("host", ema(sgd({ momentum: 0.9 }), { decay: DECAY }));
  assert.deepEqual([...(average() ?? [])], before);
  const actions = swapped?.transfers.map(({ slot, action }) => `${slot} ${action}`);
  assert.ok(actions?.includes("average carried") && actions.includes("b converted"), `${actions}`);
});

test("OptimizerManager.prepareWeights() starts the average of a new weight at the weight", async () => {
  await using trainer = trainerWith(ema(sgd(), { decay: DECAY }));
  await trainer.run({ epochs: 1 });
  const manager = await trainer.optimizers();
  const host = await trainer.host();
  manager.freeze("host", /bias/);
  manager.unfreeze("host", /bias/);
  const { parameters } = host;
  const biases = parameters.filter(({ name }) => /bias/.test(name));
  const expected = biases.flatMap(({ variable }) => [...variable.dataSync()]);
  const average = [...(manager.memoryOf("host").state.slots.average?.dataSync() ?? [])];
  assert.deepEqual(average.slice(-expected.length), expected);
});

test("An average is no loss of the training's: a diverging step leaves it as it was", async () => {
  const factor = (call: number) => (call === 2 ? Number.NaN : 1);
  await using trainer = trainerWith(ema(sgd(), { decay: DECAY }), scaledLoss(factor));
  const { epochs } = await trainer.run({ epochs: 1 });
  assert.ok(Number.isFinite(epochs[0]?.validation?.loss));
});
