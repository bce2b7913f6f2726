import assert from "node:assert/strict";
import type { LearningRatePolicy } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { type SuiteOptions, suiteOf } from "../_support/suite.ts";

/**
 * Checks what the port {@link LearningRatePolicy} obliges a provider to.
 *
 * @param create Makes a policy that has a rule for a run of 500 steps.
 */
export function conformsToLearningRatePolicy(
  create: () => LearningRatePolicy,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const rates = (policy: LearningRatePolicy) =>
    Array.from({ length: 500 }, (_, step) => policy.rate({ step, epoch: 0, totalSteps: 500 }));

  check("LearningRatePolicy.rate() is finite and at least 0 in each step of a run", () => {
    const policy = create();
    policy.check(500);
    for (const rate of rates(policy)) assert.ok(rate >= 0 && Number.isFinite(rate), `${rate}`);
  });

  check("LearningRatePolicy.rate() depends on nothing but the moment", () => {
    const policy = create();
    const forward = rates(policy);
    const backward = rates(create()).reverse();
    assert.deepEqual(backward.reverse(), forward);
    assert.deepEqual(rates(policy), forward);
  });

  check("LearningRatePolicy creates no tensors", () => {
    const before = tf.memory().numTensors;
    rates(create());
    assert.equal(tf.memory().numTensors, before);
  });

  check("LearningRatePolicy has a name", () => {
    assert.match(create().name, /^[a-z][a-z-]*$/);
  });
}
