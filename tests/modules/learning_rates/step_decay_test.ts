import assert from "node:assert/strict";
import { test } from "node:test";
import { stepDecay } from "../../../modules/learning_rates/step_decay/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(stepDecay({ initial: 0.1, every: { epochs: 5 } }));

test("stepDecay() counts the clock that it was given, whatever the other one says", () => {
  const byEpochs = stepDecay({ initial: 1, every: { epochs: 2 }, factor: 0.5 }).create();
  assert.equal(byEpochs.rate({ ...momentAt(0), step: 10_000, epoch: 3 }), 0.5);
  const bySteps = stepDecay({ initial: 1, every: { steps: 2 }, factor: 0.5 }).create();
  assert.equal(bySteps.rate({ ...momentAt(0), step: 3, epoch: 10_000 }), 0.5);
});

test("stepDecay() refuses a factor that is none", () => {
  assert.throws(() => stepDecay({ initial: 1, every: { epochs: 1 }, factor: 1.5 }), {
    message: '"factor" must be at most 1, but is 1.5. Cannot make stepDecay.',
  });
});
