import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonReport } from "../../modules/mod.ts";
import { EACH_BACKEND } from "../_support/compute/test_backend.ts";
import { type Runtime, runChild } from "../_support/processes/run_child.ts";

/** The report of a run of a convolutional network with batch norm, dropout and shuffling on real digits. */
async function train(backend: string, seed: number, runtime?: Runtime): Promise<JsonReport> {
  const args = [backend, String(seed)];
  const child = await runChild("tests/fixtures/train_digits.ts", args, {
    ...(runtime && { runtime }),
  });
  assert.equal(child.code, 0, child.stderr);
  return JSON.parse(child.stdout);
}

/** What must not differ: times and the run's id may. */
function bitsOf({ weights_hash, history, steps }: JsonReport) {
  const losses = history.map(({ loss, accuracy, val_loss, val_accuracy, learning_rate }) => {
    return { loss, accuracy, val_loss, val_accuracy, learning_rate };
  });
  return { weights_hash, losses, steps };
}

test("Trainer.run() gives the same weights on Bun and on Deno when backend is cpu and the seed is the same", async () => {
  const bun = bitsOf(await train("cpu", 5, "bun"));
  assert.equal(bun.steps, 12);
  assert.match(bun.weights_hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(bitsOf(await train("cpu", 5, "deno")), bun);
});

test("cpu() trains each kind of network to the same bits on Bun and on Deno", async () => {
  const [bun, deno] = await Promise.all(
    (["bun", "deno"] as const).map(async (runtime) => {
      const child = await runChild("tests/fixtures/network_bits.ts", [], { runtime });
      assert.equal(child.code, 0, child.stderr);
      return JSON.parse(child.stdout);
    }),
  );
  assert.ok(Object.keys(bun).length >= 4);
  assert.deepEqual(deno, bun);
});

test("Trainer.run() gives other weights when the seed is another", async () => {
  const hashes = [await train("wasm", 5), await train("wasm", 6)].map(bitsOf);
  assert.notEqual(hashes[0]?.weights_hash, hashes[1]?.weights_hash);
});

for (const backend of Object.keys(EACH_BACKEND).filter((name) => name !== "cpu")) {
  test(`Trainer.run() gives the same weights twice on ${backend}`, async () => {
    const first = bitsOf(await train(backend, 5));
    assert.deepEqual(bitsOf(await train(backend, 5)), first);
  });
}
