import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream } from "../../core/mod.ts";
import {
  adamw,
  arrays,
  constant,
  makeGrowth,
  manualClock,
  mlp,
  seeds,
  silent,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { trainerOf } from "../_support/training/training.ts";

const EPOCHS = 60;

/**
 * Points of two normal distributions, half a standard deviation from the line between them: what a line can tell, a hidden
 * layer of 12 can, and nothing more can be told.
 */
function clouds(size: number, seed: number) {
  const random = new RandomStream(seed, "clouds");
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const label = Int32Array.from({ length: size }, (_, at) => at % 2);
  const points = Array.from(label, (one) => [normal() + one, normal() - one]);
  return {
    inputs: { point: { values: Float32Array.from(points.flat()), shape: [2] } },
    targets: { cloud: { values: label, classes: 2 } },
  };
}

/** 1,200 steps with a boundary every 20. */
async function dullRun() {
  await using trainer = trainerOf({
    host: mlp({ inputShape: [2], hidden: [12, 12], classes: 2, slots: true }),
    data: arrays({ ...clouds(640, 1), validation: clouds(160, 2) }),
    batchSize: 32,
    control: { boundarySteps: 20, boundaryExamples: 160 },
    modules: [
      manualClock(),
      silent(),
      adamw(),
      constant(0.005),
      seeds(),
      // A seed has half of the host's multiply-adds.
      tamiyoInProcess({ policy: makeGrowth({ blueprints: ["dense-bottleneck"] }) }),
    ],
  });
  return await trainer.run({ epochs: EPOCHS });
}

test("makeGrowth() leaves a job alone that seeds cannot help: none is kept, at most 5 % more is computed", async () => {
  const { seeds: stories, compute, incidentCounts } = await dullRun();
  assert.deepEqual(incidentCounts, {});
  // It was tried once, and no more after that.
  assert.deepEqual(
    stories.map(({ trial, trained }) => [trial?.kept, trained]),
    [[false, false]],
  );
  // Training went on from the branch without the seed: what the host computed is what it would have without growth().
  const host = compute?.entries.filter(({ stage }) => stage === "host") ?? [];
  const small = host.reduce((sum, one) => sum + one.forward + one.backward + one.validation, 0);
  // Forward 2 x 12 + 12 x 12 + 12 x 2 = 192, backward twice that but for the input of the first layer, of 32 examples in
  // 1,200 steps; 60 validations on 160 examples.
  assert.equal(small, 1_200 * 32 * (3 * 192 - 24) + 60 * 160 * 192);
  const ratio = (compute?.total ?? 0) / small;
  assert.ok(ratio > 1 && ratio <= 1.05, `${ratio} times the multiply-adds`);
});
