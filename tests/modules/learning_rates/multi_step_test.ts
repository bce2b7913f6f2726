import assert from "node:assert/strict";
import { test } from "node:test";
import { multiStep } from "../../../modules/learning_rates/multi_step/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(multiStep({ initial: 0.1, milestones: { epochs: [5, 20] } }));

test("multiStep() falls in the step of its milestone", () => {
  const policy = multiStep({ initial: 1, milestones: { steps: [3, 5] }, factor: 0.5 }).create();
  const rates = [2, 3, 4, 5, 400].map((step) => policy.rate(momentAt(step)));
  assert.deepEqual(rates, [1, 0.5, 0.5, 0.25, 0.25]);
});

test("multiStep() refuses milestones that do not ascend", () => {
  for (const steps of [[5, 3], [3, 3], [0, 1], []]) {
    assert.throws(() => multiStep({ initial: 1, milestones: { steps } }), {
      message: /"milestones" must be \{ steps: \[...\] \} or \{ epochs: \[...\] \} with ascending/,
    });
  }
});
