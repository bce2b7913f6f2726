import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tf } from "../../../deps.ts";
import { type FitDataset, type FitDatasetOptions, fitDataset } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { smallModel, weightsOf } from "./_small_fit.ts";

before(() => tf.setBackend("cpu"));

/** Batches of so many examples, of a generator that counts what it made. */
function batches(sizes: readonly number[], made: number[] = [], size?: number): FitDataset {
  return {
    ...(size !== undefined && { size }),
    iterator: async () => {
      let at = 0;
      return {
        next: async () => {
          const rows = sizes[at];
          if (rows === undefined) return { value: undefined, done: true };
          made.push(at);
          const xs = tf.tensor2d(
            Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i + 7 * at)),
            [rows, 3],
          );
          at += 1;
          return { value: { xs, ys: tf.tidy(() => xs.sum(1, true)) }, done: false };
        },
      };
    },
  };
}

function fitHere(dataset: FitDataset, options: FitDatasetOptions, model = smallModel()) {
  return fitDataset(model, dataset, { modules: [testBackend()], ...options });
}

test("fitDataset() trains on batches of any size, however many there are", async () => {
  const made: number[] = [];
  const [stock, ours] = [smallModel({ metrics: ["mae"] }), smallModel({ metrics: ["mae"] })];
  const sizes = [4, 7, 1];
  const expected = await stock.fitDataset(batches(sizes) as never, { epochs: 3, verbose: 0 });
  const actual = await fitHere(batches(sizes, made), { epochs: 3 }, ours);
  for (const [key, values] of Object.entries(expected.history)) {
    assertClose(actual.history[key] as number[], values as number[], 1e-5, key);
  }
  assertClose(weightsOf(ours), weightsOf(stock), 1e-5);
  assert.deepEqual(made, [0, 1, 2, 0, 1, 2, 0, 1, 2]);
  assert.equal(actual.report.steps, 9);
});

test("fitDataset() leaves no tensors behind", async () => {
  const model = smallModel();
  const run = () => fitHere(batches([4, 4]), { epochs: 2, validationData: batches([3]) }, model);
  await run();
  const before = tf.memory().numTensors;
  await run();
  assert.equal(tf.memory().numTensors, before);
});

test("fitDataset() validates on tensors, and on so many batches of a dataset", async () => {
  const made: number[] = [];
  const x = tf.ones([5, 3]);
  const y = tf.ones([5, 1]);
  const [withTensors, withBatches] = [smallModel(), smallModel()];
  const first = await fitHere(
    batches([4]),
    { epochs: 1, validationData: [x, y], validationBatchSize: 2 },
    withTensors,
  );
  const loss = (withTensors.evaluate(x, y) as tf.Scalar).dataSync();
  assertClose(first.history.val_loss as number[], loss, 1e-5);
  const validation = batches([2, 3, 4], made);
  const options = { epochs: 2, validationData: validation, validationBatches: 2 };
  const second = await fitHere(batches([4]), options, withBatches);
  assert.equal(second.history.val_loss?.length, 2);
  // The first batch is read before training, and one is read ahead.
  assert.deepEqual(made, [0, 1, 0, 1]);
});

test("fitDataset() takes up a dataset where the last epoch left it when batchesPerEpoch is set", async () => {
  const made: number[] = [];
  const { epoch } = await fitHere(batches([1, 2, 3, 4], made), { epochs: 2, batchesPerEpoch: 2 });
  assert.deepEqual(epoch, [0, 1]);
  assert.deepEqual(made, [0, 1, 2, 3]);
});

test("fitDataset() ends with a warning when the dataset runs out of batches", async (t) => {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (line: string) => void warnings.push(line);
  t.after(() => {
    console.warn = warn;
  });
  const { epoch, report } = await fitHere(batches([1, 2, 3]), { epochs: 4, batchesPerEpoch: 2 });
  assert.deepEqual(epoch, [0, 1]);
  assert.equal(report.steps, 3);
  assert.deepEqual(warnings, [
    "The dataset ran out of batches: training ends here. It must have batchesPerEpoch * epochs = 8 batches; repeat() makes it go on.",
  ]);
});

const WRONG: Readonly<Record<string, readonly [FitDataset, object, string]>> = {
  "an empty dataset": [batches([]), {}, "The dataset must have a batch, but is empty. Cannot fit."],
  "a batch size": [
    batches([1]),
    { batchSize: 3 },
    '"batchSize" must be left out: batch the dataset: dataset.batch(32), but is 3. Cannot fit the dataset.',
  ],
  "batches of something else": [
    { iterator: async () => ({ next: async () => ({ value: { x: 1 }, done: false }) }) },
    {},
    "A batch must be { xs, ys }, each a tensor, a list or tensors by name, but is an object of x. Cannot fit.",
  ],
};

for (const [what, [dataset, options, message]] of Object.entries(WRONG)) {
  test(`fitDataset() throws when it is given ${what}`, async () => {
    await assert.rejects(fitHere(dataset, { epochs: 1, ...options }), { message });
  });
}

test("fitDataset() throws the error of a dataset, with the batch that it failed in", async () => {
  const good = batches([2, 2]);
  const dataset: FitDataset = {
    iterator: async () => {
      const { next } = await good.iterator();
      let at = 0;
      return { next: () => (at++ < 1 ? next() : Promise.reject(new Error("The disk is gone."))) };
    },
  };
  await assert.rejects(fitHere(dataset, { epochs: 1 }), {
    code: "data/invalid",
    message: "The disk is gone. Cannot read batch 1 of the stream.",
  });
});
