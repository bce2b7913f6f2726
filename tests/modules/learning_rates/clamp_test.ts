import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp } from "../../../modules/learning_rates/clamp/mod.ts";
import { polynomial } from "../../../modules/learning_rates/polynomial/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

const line = polynomial({ initial: 1 });

conformsToLearningRatePolicy(clamp(line, { min: 0.2, max: 0.8 }));

test("clamp() keeps rates within its bounds and lets those between through", () => {
  const policy = clamp(line, { min: 0.2, max: 0.8 }).create();
  assert.deepEqual(
    [0, 250, 499].map((step) => policy.rate(momentAt(step))),
    [0.8, 0.5, 0.2],
  );
});

test("clamp() refuses bounds that are none", () => {
  assert.throws(() => clamp(line, {}), /"min" must be given where "max" is not/);
  assert.throws(() => clamp(line, { min: 2, max: 1 }), /"min" must be at most "max"/);
});
