import assert from "node:assert/strict";
import { test } from "node:test";
import { warmupStableDecay } from "../../../modules/learning_rates/warmup_stable_decay/mod.ts";
import { momentAt } from "../../_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../conformance/learning_rate_policy.ts";

const options = { peak: 1, warmupSteps: 10, decaySteps: 30 } as const;
const extentOf = (totalSteps: number) => ({ totalSteps, stepsPerEpoch: 20, metrics: [] });

conformsToLearningRatePolicy(warmupStableDecay(options));

test("warmupStableDecay() stays at its peak between warmup and fall", () => {
  const policy = warmupStableDecay(options).create();
  const rates = [5, 10, 300, 470, 485].map((step) => policy.rate(momentAt(step)));
  assert.deepEqual(rates, [0.5, 1, 1, 1, 0.5]);
});

test("warmupStableDecay() refuses a run that is too short for it, or too long", () => {
  assert.throws(() => warmupStableDecay(options).create().check(extentOf(39)), {
    code: "options/invalid",
    message:
      "Cannot run as 'warmupSteps' and 'decaySteps' of warmupStableDecay must be at most 39 together, the steps of the run: current value is 40",
  });
  const planned = warmupStableDecay({ ...options, totalSteps: 100 }).create();
  assert.throws(() => planned.check(extentOf(101)), /must be at least 101 steps/);
  assert.throws(() => warmupStableDecay({ ...options, totalSteps: 39 }), {
    message:
      "Cannot make warmupStableDecay as 'totalSteps' must be at least 'warmupSteps' and 'decaySteps' together: current value is 39",
  });
});
