import assert from "node:assert/strict";
import { test } from "node:test";
import { polynomial } from "../../../modules/learning_rates/polynomial/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(polynomial({ initial: 0.1, power: 2 }));

test("polynomial() is a straight line with a power of 1, up as well as down", () => {
  const half = momentAt(250);
  assert.equal(polynomial({ initial: 1, end: 0.5 }).create().rate(half), 0.75);
  assert.equal(polynomial({ initial: 0, end: 0.5 }).create().rate(half), 0.25);
});

test("polynomial() refuses to be 0 all along", () => {
  assert.throws(() => polynomial({ initial: 0 }), {
    message: '"initial" must be greater than 0 where "end" is 0, but is 0. Cannot make polynomial.',
  });
});
