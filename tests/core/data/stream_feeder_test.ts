import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Batch, Feeder } from "../../../core/data/feeder.ts";
import { StreamFeeder } from "../../../core/data/stream_feeder.ts";
import type { BatchStream, Dataset } from "../../../core/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";

before(useTestBackend);

const COLUMN = { name: "x", shape: [], dtype: "float32" } as const;

/** A feeder of batches of these sizes, whose examples are numbered; starts over with each epoch, or goes on. */
function feederOf(sizes: readonly number[], changes: Partial<BatchStream> = {}): StreamFeeder {
  async function* begin() {
    let next = 0;
    for (const size of sizes) {
      const values = Float32Array.from({ length: size }, () => next++);
      yield { size, inputs: [values], targets: [values.slice()] };
    }
  }
  const stream: BatchStream = { replays: true, begin, ...changes };
  const dataset: Dataset = {
    size: 1,
    inputs: [COLUMN],
    targets: [COLUMN],
    stream,
    gather: () => assert.fail("gathered"),
  };
  return new StreamFeeder(dataset, stream);
}

/** Numbers of the next batch; undefined at the end of an epoch. */
async function take(feeder: Feeder): Promise<number[] | undefined> {
  const batch: Batch | undefined = await feeder.next();
  const numbers = batch && [...(batch.inputs[0]?.dataSync() ?? [])];
  batch?.dispose();
  return numbers;
}

test("next() gives the batches of each epoch, and undefined once at its end", () =>
  leavesNoTensorsAfter(async () => {
    const feeder = feederOf([2, 1]);
    for (let epoch = 0; epoch < 2; epoch++) {
      assert.deepEqual(await take(feeder), [0, 1]);
      assert.equal(feeder.atEpochEnd, false);
      assert.deepEqual(await take(feeder), [2]);
      assert.equal(feeder.atEpochEnd, true);
      assert.equal(await take(feeder), undefined);
      assert.equal(feeder.position, 0);
    }
  }));

test("batchesPerEpoch is what is known of an epoch until it was read whole", async () => {
  const feeder = feederOf([1, 1, 1]);
  assert.equal(feeder.batchesPerEpoch, 1);
  await take(feeder);
  assert.equal(feeder.batchesPerEpoch, 2);
  await take(feeder);
  await take(feeder);
  assert.equal(feeder.batchesPerEpoch, 3);
  await take(feeder);
  assert.equal(feeder.batchesPerEpoch, 3);
  assert.equal(feederOf([1], { batchesPerEpoch: 7 }).batchesPerEpoch, 7);
});

test("seek() goes back to a batch of a stream that starts over with each epoch", async () => {
  const feeder = feederOf([1, 1, 1]);
  await take(feeder);
  const cursor = feeder.cursor();
  assert.deepEqual([await take(feeder), await take(feeder)], [[1], [2]]);
  feeder.seek(cursor);
  assert.deepEqual([await take(feeder), await take(feeder)], [[1], [2]]);
  assert.equal(feeder.atEpochEnd, true);
});

test("skip() passes over the next batch", async () => {
  const feeder = feederOf([1, 1, 1]);
  feeder.skip();
  assert.deepEqual(await take(feeder), [1]);
  feeder.skip();
  assert.equal(feeder.position, 3);
  assert.equal(await take(feeder), undefined);
  assert.equal(feeder.atEpochEnd, true);
  assert.throws(() => feeder.skip(), {
    message: "No batch is left in the epoch. Cannot skip one.",
  });
});

test("next() ends its wait when the signal is aborted", async () => {
  const abort = new AbortController();
  const feeder = feederOf([1], {
    begin: () => ({ next: () => new Promise(() => {}) }),
  });
  const batch = feeder.next(abort.signal);
  abort.abort();
  assert.equal(await batch, undefined);
});
