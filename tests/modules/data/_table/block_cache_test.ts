import assert from "node:assert/strict";
import { test } from "node:test";
import type { BatchValues } from "../../../../core/mod.ts";
import { BlockCache } from "../../../../modules/data/_table/block_cache.ts";

/** A cache, and the blocks that it asked for. */
function cacheOf(capacity: number) {
  const loaded: number[] = [];
  const cache = new BlockCache({
    capacity,
    load: async (block): Promise<BatchValues> => {
      loaded.push(block);
      if (block === 99) throw new Error("no block 99");
      return { inputs: [Float32Array.of(block)], targets: [] };
    },
  });
  const take = (...blocks: number[]) =>
    cache.with(Uint32Array.from(blocks), (values) => values.map(({ inputs }) => inputs[0]?.[0]));
  return { cache, loaded, take };
}

test("BlockCache.with() gives blocks at once when they are there", async () => {
  const { loaded, take } = cacheOf(2);
  assert.deepEqual(await take(1, 2, 1), [1, 2, 1]);
  assert.deepEqual(take(2, 1), [2, 1]);
  assert.deepEqual(loaded, [1, 2]);
});

test("BlockCache drops the block that was not used for longest", async () => {
  const { loaded, take } = cacheOf(2);
  await take(1, 2);
  await take(1);
  await take(3);
  assert.deepEqual(take(1, 3), [1, 3]);
  await take(2);
  assert.deepEqual(loaded, [1, 2, 3, 2]);
});

test("BlockCache.with() gives blocks that were dropped while it waited", async () => {
  const { take } = cacheOf(1);
  assert.deepEqual(await Promise.all([take(1, 2), take(3)]), [[1, 2], [3]]);
});

test("BlockCache.prefetch() reads blocks before they are asked for", async () => {
  const { cache, loaded, take } = cacheOf(2);
  cache.prefetch([4, 5]);
  await take(4, 5);
  assert.deepEqual(loaded, [4, 5]);
});

test("BlockCache reads a block again after an error", async () => {
  const { loaded, take } = cacheOf(2);
  await assert.rejects(async () => take(1, 99), /no block 99/);
  await assert.rejects(async () => take(99), /no block 99/);
  assert.deepEqual(loaded, [1, 99, 99]);
});
