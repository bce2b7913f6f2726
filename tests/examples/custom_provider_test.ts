import assert from "node:assert/strict";
import { test } from "node:test";
import { runChild } from "../_support/processes/run_child.ts";

test("examples/custom_provider.ts trains with a decorated class of its own", async () => {
  const { code, stdout, stderr } = await runChild("examples/custom_provider.ts");
  assert.equal(code, 0, stderr);
  const lines = stdout.trim().split("\n");
  assert.deepEqual(
    lines
      .slice(0, -1)
      .map((line) => /^[\d-]+T[\d:.]+Z epoch (\d+): loss 0\.\d{4}$/.exec(line)?.[1]),
    ["50", "100", "150", "200"],
  );
  assert.equal(lines.at(-1), "completed with accuracy 1");
});
