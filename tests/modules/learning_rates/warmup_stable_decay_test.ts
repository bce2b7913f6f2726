import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { warmupStableDecay } from "../../../modules/learning_rates/warmup_stable_decay/mod.ts";
import { momentAt, ratesOf } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

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
      '"warmupSteps" and "decaySteps" of warmupStableDecay must be at most 39 together, the steps of the run, but are 40. Cannot run.',
  });
  const planned = warmupStableDecay({ ...options, totalSteps: 100 }).create();
  assert.throws(() => planned.check(extentOf(101)), /must be at least 101 steps/);
  assert.throws(() => warmupStableDecay({ ...options, totalSteps: 39 }), {
    message:
      '"totalSteps" must be at least "warmupSteps" and "decaySteps" together, but is 39. Cannot make warmupStableDecay.',
  });
});

test("warmupStableDecay() stays between its rates and makes no jump", () => {
  const drawn = fc.record({
    warmupSteps: fc.nat(60),
    decaySteps: fc.integer({ min: 1, max: 60 }),
    stable: fc.nat(60),
    shape: fc.constantFrom("linear" as const, "cosine" as const),
  });
  fc.assert(
    fc.property(drawn, ({ stable, ...lengths }) => {
      const { warmupSteps, decaySteps } = lengths;
      const totalSteps = warmupSteps + decaySteps + stable;
      const policy = warmupStableDecay({ peak: 1, start: 0.01, end: 0.02, ...lengths }).create();
      const rates = ratesOf(policy, { totalSteps });
      // A straight line's slope, or pi / 2 of it in the middle of a cosine.
      const steepest = Math.max(1 / Math.max(1, warmupSteps), 1.5708 / decaySteps) + 1e-12;
      rates.forEach((rate, step) => {
        assert.ok(rate >= 0.01 && rate <= 1);
        assert.ok(Math.abs(rate - (rates[step - 1] ?? rate)) <= steepest, `step ${step}`);
      });
    }),
    { numRuns: 100, seed: 9 },
  );
});
