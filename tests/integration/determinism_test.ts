import assert from "node:assert/strict";
import { test } from "node:test";
import { EACH_BACKEND } from "../../testing/_support/test_backend.ts";
import { trainDigits } from "./_digit_run.ts";

// What is the same on both runtimes, and on cpu, same_bits_test.ts shows.
for (const backend of Object.keys(EACH_BACKEND).filter((name) => name !== "cpu")) {
  test(`Trainer.run() gives the same weights twice on ${backend}, and different ones for another seed`, async () => {
    const first = await trainDigits(backend, 5);
    assert.deepEqual(await trainDigits(backend, 5), first);
    assert.notEqual((await trainDigits(backend, 6)).weights_hash, first.weights_hash);
  });
}
