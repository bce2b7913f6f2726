import assert from "node:assert/strict";
import { test } from "node:test";
import { cosineRestarts } from "../../../modules/learning_rates/cosine_restarts/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(cosineRestarts({ peak: 0.1, cycle: { steps: 70 }, cycleFactor: 2 }));
conformsToLearningRatePolicy(cosineRestarts({ peak: 0.1, cycle: { epochs: 3 } }));

test("cosineRestarts() is at its peak when a cycle begins, each longer by the factor", () => {
  const policy = cosineRestarts({ peak: 1, cycle: { steps: 10 }, cycleFactor: 3 }).create();
  // Cycles of 10, 30, 90.
  for (const step of [0, 10, 40, 130]) assert.equal(policy.rate(momentAt(step)), 1, `${step}`);
  for (const step of [9, 39, 129]) assert.ok(policy.rate(momentAt(step)) < 0.03, `${step}`);
  // Half way through the cycle of 30.
  assert.ok(Math.abs(policy.rate(momentAt(25)) - 0.5) < 1e-12);
});

test("cosineRestarts() refuses cycles that become shorter", () => {
  assert.throws(() => cosineRestarts({ peak: 1, cycle: { steps: 9 }, cycleFactor: 0.5 }), {
    message: '"cycleFactor" must be a whole number, but is 0.5. Cannot make cosineRestarts.',
  });
});
