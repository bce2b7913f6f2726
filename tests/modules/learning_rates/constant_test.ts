import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../../modules/learning_rates/constant/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(constant(0.01));

test("constant() gives its rate in each step", () => {
  assert.equal(constant(0.01).create().rate(momentAt(499)), 0.01);
});

test("constant() refuses a rate that moves nothing", () => {
  assert.throws(() => constant(0), {
    message: '"rate" must be greater than 0, but is 0. Cannot make constant.',
  });
});
