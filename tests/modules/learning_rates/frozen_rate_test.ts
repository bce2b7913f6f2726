import assert from "node:assert/strict";
import { test } from "node:test";
import { frozenRate } from "../../../modules/learning_rates/frozen_rate/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(frozenRate());

test("frozenRate() is 0 in each step", () => {
  assert.equal(frozenRate().create().rate(momentAt(7)), 0);
});
