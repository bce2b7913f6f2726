import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BlockShuffle } from "../../../core/data/block_shuffle.ts";
import { type ExampleBlocks, RandomStream } from "../../../core/mod.ts";

const make = (size: number, blocks: ExampleBlocks, seed = 1) =>
  new BlockShuffle(size, blocks, new RandomStream(seed, "order"));

const drawn = fc.record({
  size: fc.integer({ min: 1, max: 300 }),
  blocks: fc.record({
    size: fc.integer({ min: 1, max: 40 }),
    window: fc.integer({ min: 1, max: 8 }),
  }),
  seed: fc.nat(),
});

test("BlockShuffle.indices() is a permutation of the examples, for any size and blocks", () => {
  fc.assert(
    fc.property(drawn, ({ size, blocks, seed }) => {
      const order = make(size, blocks, seed);
      const all = Array.from({ length: size }, (_, example) => example);
      for (let epoch = 0; epoch < 2; epoch++) {
        assert.deepEqual([...order.indices(0, size).sort()], all);
        order.draw();
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("BlockShuffle.indices() depends on the epoch's state and the places alone", () => {
  const asked = fc.record({ from: fc.nat(), length: fc.nat(), epochs: fc.nat(3) });
  fc.assert(
    fc.property(drawn, asked, ({ size, blocks, seed }, { from, length, epochs }) => {
      const order = make(size, blocks, seed);
      for (let epoch = 0; epoch < epochs; epoch++) order.draw();
      const { state } = order;
      const whole = order.indices(0, size);
      const start = from % size;
      const end = start + (length % (size - start + 1));
      const other = make(size, blocks, seed + 1);
      other.draw(state);
      assert.deepEqual(other.indices(start, end), whole.slice(start, end));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("BlockShuffle.draw() goes on from a restored epoch as it did before", () => {
  const order = make(100, { size: 8, window: 3 });
  const { state } = order;
  const epochs = () =>
    [0, 1, 2].map(() => {
      order.draw();
      return [...order.indices(0, 100)];
    });
  const expected = epochs();
  order.draw(state);
  assert.deepEqual(epochs(), expected);
});

test("BlockShuffle.indices() holds to the blocks of a window at a time", () => {
  const [size, blocks] = [1_000, { size: 10, window: 4 }];
  const order = make(size, blocks);
  for (let from = 0; from < size; from += 40) {
    const window = order.indices(from, from + 40);
    const held = new Set(Array.from(window, (example) => Math.floor(example / 10)));
    assert.equal(held.size, 4);
  }
});

test("BlockShuffle.indices() mixes about as many blocks in each window", () => {
  // 11 blocks of 10, up to 8 at a time: 6 and 5, not 8 and 3.
  const order = make(110, { size: 10, window: 8 });
  const blocks = (from: number, to: number) =>
    new Set(Array.from(order.indices(from, to), (example) => Math.floor(example / 10))).size;
  assert.deepEqual([blocks(0, 60), blocks(60, 110)], [6, 5]);
});

test("BlockShuffle.indices() mixes neighbours and takes the blocks from all over the data", () => {
  const order = make(10_000, { size: 100, window: 8 });
  const examples = [...order.indices(0, 10_000)];
  const steps = examples
    .slice(1)
    .map((example, at) => Math.abs(example - (examples[at] as number)));
  // In a window of 800 examples, one in 800 has its neighbour behind it, on either side: 25 of 10,000.
  assert.ok(steps.filter((step) => step === 1).length < 60);
  // Two examples drawn at random are a third of the whole apart, and one pair in eight is of one block.
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  assert.ok(mean > 2_300 && mean < 3_600, String(mean));
});

test("BlockShuffle.draw() puts three blocks into every order about as often, the short one too", () => {
  const order = make(5, { size: 2, window: 1 });
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < 6_000; epoch++) {
    const blocks = Array.from(order.indices(0, 5), (example) => example >> 1);
    const key = [...new Set(blocks)].join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    order.draw();
  }
  assert.equal(counts.size, 6);
  // 1,000 expected each; the standard deviation is 29.
  for (const count of counts.values()) {
    assert.ok(Math.abs(count - 1_000) < 150, String([...counts]));
  }
});

test("BlockShuffle takes the memory of one window, however many examples there are", () => {
  // A permutation of all of them would be 17 GB.
  const order = make(2 ** 32, { size: 512, window: 16 });
  const some = order.indices(3_000_000_000, 3_000_000_064);
  assert.equal(new Set(some).size, 64);
  const { state } = order;
  const other = make(2 ** 32, { size: 512, window: 16 }, 2);
  other.draw(state);
  assert.deepEqual(other.indices(3_000_000_010, 3_000_000_064), some.slice(10));
});
