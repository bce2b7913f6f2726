import assert from "node:assert/strict";
import { test } from "node:test";
import { runChild } from "../_support/processes/run_child.ts";
import { trainDigits } from "./_digit_run.ts";

const RUNTIMES = ["bun", "deno"] as const;

test("Trainer.run() gives the same weights on Bun and on Deno for the same seed when the backend is cpu", async () => {
  const [bun, deno] = await Promise.all(RUNTIMES.map((runtime) => trainDigits("cpu", 5, runtime)));
  assert.equal(bun?.steps, 12);
  assert.match(bun.weights_hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(deno, bun);
});

test("cpu() trains each kind of network to the same bits on Bun and on Deno", async () => {
  const [bun, deno] = await Promise.all(
    RUNTIMES.map(async (runtime) => {
      const child = await runChild("tests/fixtures/network_bits.ts", [], { runtime });
      assert.equal(child.code, 0, child.stderr);
      return JSON.parse(child.stdout);
    }),
  );
  assert.ok(Object.keys(bun).length >= 4);
  assert.deepEqual(deno, bun);
});
