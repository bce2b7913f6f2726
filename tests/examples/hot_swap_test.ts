import assert from "node:assert/strict";
import { test } from "node:test";

// An example awaits at its top level, which a test file must not.
const example = import("../../examples/hot_swap.ts");

test("hotSwap() continues as before with the state, and falls behind without it", async () => {
  const { compare, hotSwap } = await example;
  const swapAfter = 30;
  const result = await hotSwap({ seed: 1, swapAfter, compared: 20, hidden: [32] });
  assert.deepEqual(result.carried.slice(0, swapAfter), result.kept.slice(0, swapAfter));
  const { carried_over_kept, dropped_over_kept, worst_step_apart } = compare(result, swapAfter);
  assert.ok(Math.abs(carried_over_kept - 1) < 0.1, `${carried_over_kept}`);
  assert.ok(worst_step_apart < 0.1, `${worst_step_apart}`);
  assert.ok(carried_over_kept < dropped_over_kept, `${carried_over_kept}, ${dropped_over_kept}`);
});
