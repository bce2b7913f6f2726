import assert from "node:assert/strict";
import { test } from "node:test";
import { inverseSquareRoot } from "../../../modules/learning_rates/inverse_square_root/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(inverseSquareRoot({ peak: 0.1, warmupSteps: 40 }));
conformsToLearningRatePolicy(inverseSquareRoot({ peak: 0.1, warmupSteps: 40, warmup: "constant" }));

test("inverseSquareRoot() is at its peak at the end of the warmup and halves in four times the steps", () => {
  const policy = inverseSquareRoot({ peak: 1, warmupSteps: 100 }).create();
  assert.equal(policy.rate(momentAt(99)), 1);
  assert.equal(policy.rate(momentAt(399)), 0.5);
  assert.equal(policy.rate(momentAt(0)), 0.01);
});
