import assert from "node:assert/strict";
import { test } from "node:test";
import { LEARNING_RATE_POLICY, type LearningRatePolicy } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { constant } from "../../../modules/learning_rates/constant/mod.ts";
import { conformsToLearningRatePolicy } from "../../conformance/learning_rate_policy.ts";

function make(rate: number): LearningRatePolicy {
  const container = new Container();
  container.load(constant(rate));
  return container.get(LEARNING_RATE_POLICY);
}

conformsToLearningRatePolicy(() => make(0.01));

test("constant() gives its rate in each step", () => {
  assert.equal(make(0.01).rate({ step: 99, epoch: 3, totalSteps: 100 }), 0.01);
});

test("constant() refuses a rate that moves nothing", () => {
  assert.throws(() => constant(0), {
    message: "Cannot make constant as 'rate' must be greater than 0: current value is 0",
  });
});
