import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { useTileGradient } from "../../../../modules/compute/_shared/mod.ts";

test("useTileGradient() puts back what was there when the last one gives it back", () => {
  const gradient = () => tf.getGradient("Tile");
  const before = gradient();
  const giveBack = [useTileGradient(), useTileGradient()];
  const ours = gradient();
  giveBack[0]?.();
  assert.equal(gradient(), ours);
  giveBack[1]?.();
  assert.equal(gradient(), before);
});
