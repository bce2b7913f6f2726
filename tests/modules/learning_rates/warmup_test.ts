import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../../modules/learning_rates/constant/mod.ts";
import { cosine } from "../../../modules/learning_rates/cosine/mod.ts";
import { warmup } from "../../../modules/learning_rates/warmup/mod.ts";
import { warmupCosine } from "../../../modules/learning_rates/warmup_cosine/mod.ts";
import { momentAt, ratesOf } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(warmup(cosine({ peak: 0.1 }), { steps: 50 }));
conformsToLearningRatePolicy(warmup(constant(0.1), { epochs: 2, from: 0.01 }));

test("warmup() into cosine() is warmupCosine()", () => {
  const composed = ratesOf(warmup(cosine({ peak: 0.1 }), { steps: 50, from: 0.02 }).create());
  const whole = ratesOf(warmupCosine({ peak: 0.1, warmupSteps: 50, start: 0.02 }).create());
  whole.forEach((rate, step) => {
    assert.ok(Math.abs((composed[step] as number) - rate) <= 1e-15, `step ${step}`);
  });
});

test("warmup() counts epochs when its period is in epochs", () => {
  const policy = warmup(constant(1), { epochs: 4 }).create();
  assert.deepEqual(
    [0, 19, 20, 60, 80].map((step) => policy.rate(momentAt(step))),
    [0, 0, 0.25, 0.75, 1],
  );
});

test("warmup() refuses a run that ends in it", () => {
  const policy = warmup(constant(1), { epochs: 4 }).create();
  assert.throws(() => policy.check({ totalSteps: 80, stepsPerEpoch: 20, metrics: [] }), {
    code: "options/invalid",
    message:
      "The period of warmup must be less than 80 steps, those of the run, but is 80. Cannot run.",
  });
});

test("warmup() refuses what is no policy", () => {
  // @ts-expect-error: a rate is no policy
  assert.throws(() => warmup(0.1, { steps: 5 }), {
    message:
      '"policy" must be a policy that a function such as constant() returns; perGroup() can only stand outermost, but is 0.1. Cannot make warmup.',
  });
});
