import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { FitCallbacks } from "../../../modules/fit/fit_callbacks.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { conformsToRunCallback } from "../../../testing/run_callback.ts";
import { fitHere, smallExamples, smallModel } from "./_small_fit.ts";

/** What a callback was called with, and its numbers apart. */
interface Recorded {
  readonly calls: string[];
  readonly numbers: number[];
  readonly args: tf.CustomCallbackArgs;
}

/** Hooks that write down how they are called. */
function recorder(): Recorded {
  const calls: string[] = [];
  const numbers: number[] = [];
  const write = async (name: string, index: number | undefined, logs: tf.Logs | undefined) => {
    calls.push([name, index ?? "", Object.keys(logs ?? {})].join(" "));
    numbers.push(...Object.values(logs ?? {}));
  };
  return {
    calls,
    numbers,
    args: {
      onTrainBegin: (logs) => write("train begins", undefined, logs),
      onTrainEnd: (logs) => write("train ends", undefined, logs),
      onEpochBegin: (epoch, logs) => write("epoch begins", epoch, logs),
      onEpochEnd: (epoch, logs) => write("epoch ends", epoch, logs),
      onBatchBegin: (batch, logs) => write("batch begins", batch, logs),
      onBatchEnd: (batch, logs) => write("batch ends", batch, logs),
    },
  };
}

conformsToRunCallback(async () => {
  const callbacks = new FitCallbacks(
    smallModel(),
    [new tf.CustomCallback(recorder().args)],
    { metrics: ["loss"] },
    { initialEpoch: 0, batchesPerEpoch: 3, sizesAhead: true },
    { stop: () => {}, around: (work) => work() },
  );
  await callbacks.begin();
  return callbacks;
});

const COMPILED = { metrics: ["mae", "mse"] };

test("fit() calls callbacks in the order and with the logs of model.fit", async () => {
  const { x, y } = smallExamples();
  const [stock, ours] = [recorder(), recorder()];
  const options = {
    epochs: 3,
    initialEpoch: 1,
    batchSize: 8,
    shuffle: false,
    validationSplit: 0.3,
  };
  await smallModel(COMPILED).fit(x, y, { ...options, verbose: 0, callbacks: stock.args });
  await fitHere(smallModel(COMPILED), x, y, { ...options, callbacks: [ours.args] });
  assert.deepEqual(ours.calls, stock.calls);
  assertClose(ours.numbers, stock.numbers, 1e-5);
});

for (const [when, batch] of [
  ["in mid-epoch", 1],
  ["after its last batch", 2],
] as const) {
  test(`fit() ends an epoch as model.fit does when stopTraining is set ${when}`, async () => {
    const { x, y } = smallExamples();
    const models = [smallModel(COMPILED), smallModel(COMPILED)] as const;
    const records = models.map((model) => {
      const { args, ...rest } = recorder();
      const onBatchEnd: typeof args.onBatchEnd = async (at, logs) => {
        await args.onBatchEnd?.(at, logs);
        if (at === batch) model.stopTraining = true;
      };
      return { ...rest, args: { ...args, onBatchEnd } };
    });
    const [stock, ours] = records as [Recorded, Recorded];
    const options = { epochs: 3, batchSize: 8, shuffle: false };
    const expected = await models[0].fit(x, y, { ...options, verbose: 0, callbacks: stock.args });
    const actual = await fitHere(models[1], x, y, { ...options, callbacks: ours.args });
    assert.deepEqual(ours.calls, stock.calls);
    assert.deepEqual(actual.epoch, expected.epoch);
    assertClose(actual.history.loss as number[], expected.history.loss as number[], 1e-5);
  });
}

test("fit() takes callbacks of tfjs: early stopping ends it after the same epoch", async () => {
  const { x, y } = smallExamples();
  const [stock, ours] = [0, 1].map(() => smallModel());
  const options = () => ({
    epochs: 30,
    batchSize: 8,
    shuffle: false,
    validationSplit: 0.3,
    callbacks: tf.callbacks.earlyStopping({ minDelta: 10, patience: 2 }) as never,
  });
  const expected = await (stock as tf.Sequential).fit(x, y, { ...options(), verbose: 0 });
  const actual = await fitHere(ours as tf.Sequential, x, y, options());
  assert.deepEqual(expected.epoch, [0, 1, 2]);
  assert.deepEqual(actual.epoch, expected.epoch);
});

test("fit() yields to onYield when the time has come", async () => {
  const { x, y } = smallExamples();
  const yields: string[] = [];
  await fitHere(smallModel(), x, y, {
    epochs: 1,
    batchSize: 10,
    yieldEvery: 1e-9,
    callbacks: { onYield: (epoch, batch) => void yields.push(`${epoch} ${batch}`) },
  });
  assert.deepEqual(yields, ["0 0", "0 1"]);
});

test("fit() fails with the error of a callback", async () => {
  const { x, y } = smallExamples();
  const error = new Error("of the user");
  const callbacks = {
    onBatchEnd: () => {
      throw error;
    },
  };
  await assert.rejects(fitHere(smallModel(), x, y, { callbacks }), (thrown) => thrown === error);
});
