import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../../modules/learning_rates/constant/mod.ts";
import { plateau } from "../../../modules/learning_rates/plateau/mod.ts";
import { scale } from "../../../modules/learning_rates/scale/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(scale(plateau({ initial: 0.1, patience: 1 }), 0.5));

test("scale() multiplies the rates of another policy", () => {
  assert.equal(scale(constant(0.5), 0.5).create().rate(momentAt(3)), 0.25);
});

test("scale() refuses a factor that moves nothing", () => {
  assert.throws(() => scale(constant(1), 0), {
    message: '"factor" must be greater than 0, but is 0. Cannot make scale.',
  });
});
