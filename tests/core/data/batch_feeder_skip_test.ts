import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import type { Batch } from "../../../core/data/feeder.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { drain, feederOf, take } from "../../_support/data/feeders.ts";

before(useTestBackend);

const sizes = { size: fc.integer({ min: 1, max: 40 }), batchSize: fc.integer({ min: 1, max: 50 }) };
const blocks = fc.option(
  fc.record({ size: fc.integer({ min: 1, max: 9 }), window: fc.integer({ min: 1, max: 5 }) }),
  { nil: undefined },
);

test("BatchFeeder.skip() skips batches and changes no other batch", async () => {
  const skips = fc.array(fc.boolean(), { maxLength: 20 });
  const drawn = fc.record({ ...sizes, seed: fc.nat(), slow: fc.boolean(), blocks, skips });
  await fc.assert(
    fc.asyncProperty(drawn, async ({ size, batchSize, seed, slow, blocks, skips }) => {
      const whole = feederOf(size, { batchSize, seed }, { slow, blocks }).feeder;
      const batches = await drain(whole);
      const { feeder } = feederOf(size, { batchSize, seed }, { slow, blocks });
      const kept = batches.filter((_, at) => !skips[at]);
      const found: number[][] = [];
      while (!feeder.atEpochEnd) {
        if (skips[feeder.position]) feeder.skip();
        else found.push(take((await feeder.next()) as Batch));
      }
      assert.deepEqual(found, kept);
      assert.equal(await feeder.next(), undefined);
      assert.deepEqual(await drain(feeder), await drain(whole));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("BatchFeeder.skip() asks for no batch that it leaves out, unless it was asked for ahead", async () => {
  const { feeder, source } = feederOf(12, { batchSize: 2 });
  for (let batch = 0; batch < 4; batch++) feeder.skip();
  assert.deepEqual(take((await feeder.next()) as Batch), [8, 9]);
  assert.deepEqual(source.asked, [
    [8, 9],
    [10, 11],
  ]);
});

test("BatchFeeder.skip() refuses at the end of an epoch", async () => {
  const { feeder } = feederOf(2, { batchSize: 2 });
  feeder.skip();
  assert.throws(() => feeder.skip(), {
    name: "RangeError",
    message: "No batch is left in the epoch: all 1 were used. Cannot skip one.",
  });
});
