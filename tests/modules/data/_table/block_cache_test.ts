import assert from "node:assert/strict";
import { test } from "node:test";
import type { BatchValues } from "../../../../core/mod.ts";
import { BlockCache } from "../../../../modules/data/_table/block_cache.ts";

/** A cache, the blocks that it asked for, and those that it dropped. */
function cacheOf(capacity: number) {
  const loaded: number[] = [];
  const dropped: number[] = [];
  const valuesOf = (block: number): BatchValues => ({
    inputs: [Float32Array.of(block)],
    targets: [],
  });
  const cache = new BlockCache({
    capacity,
    load: async (block) => {
      loaded.push(block);
      if (block < 0) throw new Error(`no block ${block}`);
      return valuesOf(block);
    },
    onDrop: ({ inputs }) => dropped.push(inputs[0]?.[0] as number),
  });
  const keys = (values: ReadonlyMap<number, BatchValues>) => [...values.keys()];
  return { cache, loaded, dropped, keys };
}

test("BlockCache.with() gives blocks at once when they are there", async () => {
  const { cache, loaded, keys } = cacheOf(2);
  assert.deepEqual(await cache.with([1, 2], keys), [1, 2]);
  assert.deepEqual(cache.with([2, 1], keys), [2, 1]);
  assert.deepEqual(loaded, [1, 2]);
});

test("BlockCache drops the block that was not used for longest", async () => {
  const { cache, dropped, keys } = cacheOf(2);
  await cache.with([1, 2], keys);
  await cache.with([1], keys);
  await cache.with([3], keys);
  assert.deepEqual(dropped, [2]);
});

test("BlockCache drops no block that a gather waits for", async () => {
  const { cache, dropped, keys } = cacheOf(1);
  assert.deepEqual(await Promise.all([cache.with([1, 2], keys), cache.with([3], keys)]), [
    [1, 2],
    [3],
  ]);
  assert.deepEqual(dropped.length, 2);
});

test("BlockCache.prefetch() reads blocks before they are asked for", async () => {
  const { cache, loaded, keys } = cacheOf(2);
  cache.prefetch([4, 5]);
  await cache.with([4, 5], keys);
  assert.deepEqual(loaded, [4, 5]);
});

test("BlockCache reads a block again after an error", async () => {
  const { cache, loaded, keys } = cacheOf(2);
  await assert.rejects(async () => cache.with([1, -1], keys), /no block -1/);
  await assert.rejects(async () => cache.with([-1], keys), /no block -1/);
  assert.deepEqual(loaded, [1, -1, -1]);
});
