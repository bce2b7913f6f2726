import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import type { Batch } from "../../../core/data/feeder.ts";
import type { BatchValues } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { drain, feederOf, take } from "../../_support/data/feeders.ts";

before(useTestBackend);

const sizes = { size: fc.integer({ min: 1, max: 40 }), batchSize: fc.integer({ min: 1, max: 50 }) };
const blocks = fc.option(
  fc.record({ size: fc.integer({ min: 1, max: 9 }), window: fc.integer({ min: 1, max: 5 }) }),
  { nil: undefined },
);
const byNumber = (a: number, b: number) => a - b;

test("BatchFeeder.next() hands out each example once an epoch, for any size", async () => {
  const drawn = fc.record({
    ...sizes,
    seed: fc.option(fc.nat(), { nil: undefined }),
    slow: fc.boolean(),
    blocks,
  });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ size, batchSize, seed, slow, blocks }) => {
      const { feeder } = feederOf(size, { batchSize, seed }, { slow, blocks });
      for (let epoch = 0; epoch < 3; epoch++) {
        const batches = await drain(feeder);
        assert.equal(batches.length, feeder.batchesPerEpoch);
        assert.deepEqual(
          batches.flat().sort(byNumber),
          Array.from({ length: size }, (_, i) => i),
        );
        for (const batch of batches.slice(0, -1)) assert.equal(batch.length, batchSize);
      }
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("BatchFeeder.seek() restores exactly the batches that follow, wherever cursor() was taken", async () => {
  const drawn = fc.record({
    ...sizes,
    seed: fc.nat(),
    slow: fc.boolean(),
    blocks,
    calls: fc.nat(60),
  });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ size, batchSize, seed, slow, blocks, calls }) => {
      const { feeder } = feederOf(size, { batchSize, seed }, { slow, blocks });
      for (let call = 0; call < calls; call++) (await feeder.next())?.dispose();
      const cursor = JSON.parse(JSON.stringify(feeder.cursor()));
      const expected = [await drain(feeder), await drain(feeder)];
      feeder.seek(cursor);
      assert.deepEqual([await drain(feeder), await drain(feeder)], expected);
      const { feeder: other } = feederOf(size, { batchSize, seed: seed + 1 }, { blocks });
      other.seek(cursor);
      assert.deepEqual([await drain(other), await drain(other)], expected);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("BatchFeeder.cursor() does not change when the feeder advances", async () => {
  const { feeder } = feederOf(6, { batchSize: 2, seed: 1 });
  (await feeder.next())?.dispose();
  const cursor = feeder.cursor();
  const copy = structuredClone(cursor);
  await drain(feeder);
  await drain(feeder);
  assert.deepEqual(cursor, copy);
});

test("BatchFeeder.seek() goes to a batch of an unshuffled epoch", async () => {
  const { feeder } = feederOf(5, { batchSize: 2 });
  (await feeder.next())?.dispose();
  const cursor = feeder.cursor();
  await drain(feeder);
  feeder.seek(cursor);
  assert.deepEqual(await drain(feeder), [[2, 3], [4]]);
});

test("BatchFeeder.seek() refuses a place that no epoch has", () => {
  const { feeder } = feederOf(5, { batchSize: 2 });
  for (const batch of [-1, 4, 0.5]) {
    assert.throws(() => feeder.seek({ order: undefined, batch }), {
      name: "RangeError",
      message: `"batch" must be a whole number from 0 to 3, but is ${batch}. Cannot seek.`,
    });
  }
});

test("BatchFeeder.next() keeps the examples' own order without a stream", async () => {
  const { feeder } = feederOf(5, { batchSize: 2 });
  const epoch = [[0, 1], [2, 3], [4]];
  assert.deepEqual([await drain(feeder), await drain(feeder)], [epoch, epoch]);
});

test("BatchFeeder.next() draws another order each epoch, the same for the same seed", async () => {
  const { feeder } = feederOf(20, { batchSize: 20, seed: 3 });
  const { feeder: twin } = feederOf(20, { batchSize: 20, seed: 3 });
  const [first, second] = [await drain(feeder), await drain(feeder)];
  assert.notDeepEqual(second, first);
  assert.deepEqual([await drain(twin), await drain(twin)], [first, second]);
});

test("BatchFeeder.next() shuffles so that every order of three is about as frequent", async () => {
  const { feeder } = feederOf(3, { batchSize: 3, seed: 3 });
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < 6_000; epoch++) {
    const order = String(await drain(feeder));
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  // 1,000 expected each; the standard deviation is 29.
  for (const count of counts.values())
    assert.ok(Math.abs(count - 1_000) < 150, String([...counts]));
});

test("BatchFeeder.next() returns inputs and targets as tensors of their columns' shape and type", async () => {
  const { feeder } = feederOf(5, { batchSize: 3 });
  const batch = (await feeder.next()) as Batch;
  const [input, target] = [batch.inputs[0] as tf.Tensor, batch.targets[0] as tf.Tensor];
  assert.deepEqual([input.shape, input.dtype], [[3, 1], "float32"]);
  assert.deepEqual([target.shape, target.dtype], [[3], "int32"]);
  assert.deepEqual([...target.dataSync()], [0, 2, 4]);
  assert.equal(batch.size, 3);
  batch.dispose();
});

test("BatchFeeder.next() needs no promise when the dataset needs none", () => {
  const { feeder } = feederOf(3, { batchSize: 2 });
  for (let call = 0; call < 6; call++) {
    const batch = feeder.next();
    assert.ok(!(batch instanceof Promise));
    batch?.dispose();
  }
});

test("BatchFeeder leaves no tensors when its batches are disposed", async () => {
  const before = tf.memory().numTensors;
  const { feeder } = feederOf(7, { batchSize: 2 });
  await drain(feeder);
  (await feeder.next())?.dispose();
  feeder.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test("BatchFeeder.next() prefetches batches of an asynchronous dataset", async () => {
  const { feeder, source } = feederOf(10, { batchSize: 2, prefetch: 2 }, { slow: true });
  const first = feeder.next();
  assert.deepEqual(source.asked, [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  (await first)?.dispose();
  const second = feeder.next();
  assert.deepEqual(source.asked.at(-1), [6, 7]);
  assert.equal(source.asked.length, 4);
  (await second)?.dispose();
});

test("BatchFeeder.next() has asked for one batch to come when the dataset is in memory", () => {
  const { feeder, source } = feederOf(10, { batchSize: 2, prefetch: 2 });
  (feeder.next() as Batch).dispose();
  assert.deepEqual(source.asked, [
    [0, 1],
    [2, 3],
  ]);
});

test("BatchFeeder.next() has asked for the next epoch's batches at the end of one", async () => {
  const { feeder, source } = feederOf(4, { batchSize: 2 }, { slow: true });
  await drain(feeder);
  assert.deepEqual(source.asked.slice(2), [
    [0, 1],
    [2, 3],
  ]);
});

test("BatchFeeder.next() asks for each batch once", async () => {
  const { feeder, source } = feederOf(9, { batchSize: 2, seed: 1 }, { slow: true });
  const batches = [await drain(feeder), await drain(feeder)].flat();
  assert.deepEqual(source.asked.slice(0, batches.length), batches);
});

for (const slow of [true, false]) {
  const kind = slow ? "takes its time" : "is in memory";
  const breaking = (at: number) => ({
    slow,
    answer: (values: BatchValues, indices: Uint32Array) => {
      if (indices.includes(at)) throw new Error("disk on fire");
      return values;
    },
  });

  test(`BatchFeeder.next() names the examples when the dataset fails and ${kind}`, async () => {
    const { feeder } = feederOf(6, { batchSize: 2 }, breaking(3));
    assert.deepEqual(take((await feeder.next()) as Batch), [0, 1]);
    await assert.rejects(async () => feeder.next(), {
      code: "data/invalid",
      message: "Disk on fire. Cannot gather examples 2, 3 of a batch of 2.",
    });
    assert.deepEqual(take((await feeder.next()) as Batch), [4, 5]);
  });

  test(`BatchFeeder.next() names some of many examples when the dataset fails and ${kind}`, async () => {
    const { feeder } = feederOf(6, { batchSize: 6 }, breaking(3));
    await assert.rejects(async () => feeder.next(), {
      message: "Disk on fire. Cannot gather examples 0, 1, 2, 3, ... of a batch of 6.",
    });
  });

  test(`BatchFeeder.next() leaves no tensors when the values are wrong and the dataset ${kind}`, async () => {
    const before = tf.memory().numTensors;
    for (const [wrong, message] of WRONG_VALUES) {
      const { feeder } = feederOf(2, { batchSize: 2 }, { slow, answer: () => wrong });
      await assert.rejects(async () => feeder.next(), { code: "data/invalid", message });
    }
    assert.equal(tf.memory().numTensors, before);
  });
}

const GOOD = { inputs: [Float32Array.of(0, 1)], targets: [Int32Array.of(0, 2)] };

const WRONG_VALUES: readonly (readonly [values: BatchValues, message: string])[] = [
  [
    { ...GOOD, inputs: [Float32Array.of(0)] },
    'Column "index" must have 2 numbers of float32, but has 1 in a Float32Array. Cannot make a batch.',
  ],
  [
    { ...GOOD, targets: [Float32Array.of(0, 2)] },
    'Column "double" must have 2 numbers of int32, but has 2 in a Float32Array. Cannot make a batch.',
  ],
  [
    { ...GOOD, targets: [] },
    'Column "double" must have 2 numbers of int32, but has none. Cannot make a batch.',
  ],
];

test("BatchFeeder.dispose() ignores a failed prefetch", async () => {
  const failing = { slow: true, answer: () => assert.fail("late") };
  const { feeder } = feederOf(6, { batchSize: 2 }, failing);
  const first = feeder.next() as Promise<Batch>;
  feeder.dispose();
  await assert.rejects(first, { message: /^Late\./ });
  // An unhandled rejection would fail this test in its next turn.
  await new Promise((resolve) => setImmediate(resolve));
});

test("BatchFeeder announces the blocks of a window and of the next one when the window begins", async () => {
  const { feeder, source } = feederOf(
    40,
    { batchSize: 5, seed: 3 },
    { blocks: { size: 10, window: 2 } },
  );
  const asked = (await drain(feeder)).map((batch) => [
    ...new Set(batch.map((i) => Math.floor(i / 10))),
  ]);
  const windows = [asked.slice(0, 4), asked.slice(4)].map((batches) => new Set(batches.flat()));
  const [first = [], second = []] = source.announced;
  assert.deepEqual(new Set(first.slice(0, 2)), windows[0]);
  assert.deepEqual(new Set(first.slice(2)), windows[1]);
  assert.deepEqual(second, first.slice(2));
});

test("BatchFeeder.cursor() stays where hold() was called until release()", async () => {
  const { feeder } = feederOf(12, { batchSize: 3, seed: 1 }, { slow: true });
  take((await feeder.next()) as Batch);
  feeder.hold();
  take((await feeder.next()) as Batch);
  assert.deepEqual([feeder.cursor().batch, feeder.position], [1, 2]);
  assert.equal(feeder.release(), true);
  assert.deepEqual([feeder.cursor().batch, feeder.release()], [2, false]);
});

test("BatchFeeder.release() says that seek() was called since hold()", async () => {
  const { feeder } = feederOf(12, { batchSize: 3, seed: 1 });
  const cursor = feeder.cursor();
  feeder.hold();
  feeder.seek(cursor);
  assert.equal(feeder.release(), false);
});
