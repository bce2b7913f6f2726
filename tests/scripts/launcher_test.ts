import assert from "node:assert/strict";
import { test } from "node:test";
import { watchLauncher } from "../../scripts/_launcher.ts";

test("watchLauncher() calls back once when the process has another parent", async () => {
  // Asked when it begins, and at each look: the third answer is another's.
  const parents = [7, 7, 1];
  let looks = 0;
  const parent = () => parents[looks++] as number;
  await new Promise<void>((resolve) => watchLauncher(resolve, { parent, everyMs: 1 }));
  assert.equal(looks, 3);
});
