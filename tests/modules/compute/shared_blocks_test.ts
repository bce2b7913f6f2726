import assert from "node:assert/strict";
import { test } from "node:test";
import type { KernelModule } from "../../../modules/compute/wasm/emscripten.ts";
import { SharedBlocks } from "../../../modules/compute/wasm/shared_blocks.ts";

/** A heap that records what is freed. */
function heap() {
  const given: number[] = [];
  const module = { _free: (at: number) => void given.push(at) } as KernelModule;
  return { given, module, blocks: new SharedBlocks(module) };
}

test("SharedBlocks frees a block with its last tensor, in any order", () => {
  // A whole at 64 with parts that begin at 64, 80 and 80 again.
  for (const order of [
    [64, 64, 80, 80],
    [80, 80, 64, 64],
    [80, 64, 80, 64],
  ]) {
    const { given, module, blocks } = heap();
    for (const place of [64, 80, 80]) blocks.add(64, place);
    for (const place of order.slice(0, 3)) module._free(place);
    assert.deepEqual(given, []);
    module._free(order[3] as number);
    assert.deepEqual(given, [64]);
    // The room may be anybody's now: a place within it is a block like any other.
    module._free(80);
    module._free(64);
    assert.deepEqual(given, [64, 80, 64]);
  }
});

test("SharedBlocks counts a view of a view as an owner of the block", () => {
  const { given, module, blocks } = heap();
  blocks.add(64, 80);
  blocks.add(80, 96);
  module._free(64);
  module._free(80);
  assert.deepEqual(given, []);
  module._free(96);
  assert.deepEqual(given, [64]);
});

test("SharedBlocks frees a tensor that shares no block at once", () => {
  const { given, module } = heap();
  module._free(128);
  assert.deepEqual(given, [128]);
});
