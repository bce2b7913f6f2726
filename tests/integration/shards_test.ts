import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOptions } from "../../core/mod.ts";
import {
  adam,
  arrays,
  checkpoints,
  constant,
  createTrainer,
  inProcessCollective,
  mlp,
} from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testBackend } from "../../testing/_support/test_backend.ts";
import { hashOf } from "../_support/training/ranks.ts";
import { onStillClock } from "../_support/training/still_clock.ts";
import { spiral } from "../_support/training/training.ts";

/** Trains on so many ranks a job that says nothing of shards. */
async function train(ranks: number, directory: string, run: RunOptions) {
  await using trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [5], classes: 3, dropout: 0.2 }),
    data: arrays({ ...spiral(20), validation: 0.3 }),
    batchSize: 6,
    seed: 11,
    modules: onStillClock([
      testBackend(),
      inProcessCollective({ ranks }),
      adam(),
      constant(0.05),
      checkpoints({ directory }),
    ]),
  });
  const report = await trainer.run(run);
  return { report, weights: hashOf(await trainer.host()) };
}

test("run() goes on with the shards of a checkpoint when the job sets none", () =>
  withScratch(async ({ path }) => {
    const whole = await train(4, path("whole"), { epochs: 3 });
    await train(4, path("c"), { epochs: 1 });
    const rest = await train(1, path("c"), { epochs: 3, resume: {} });
    assert.equal(rest.weights, whole.weights);
    assert.deepEqual(
      rest.report.recovery?.differences?.filter((text) => text.includes("shards")) ?? [],
      [],
    );
  }));

test("run() names the shards that are others when there are more ranks than that", () =>
  withScratch(async ({ path }) => {
    await train(2, path("c"), { epochs: 1 });
    const { report } = await train(3, path("c"), { epochs: 2, resume: {} });
    assert.match(report.recovery?.differences?.join("; ") ?? "", /shards 2 -> 4/);
  }));
