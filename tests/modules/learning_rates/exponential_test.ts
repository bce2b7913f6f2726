import assert from "node:assert/strict";
import { test } from "node:test";
import { exponential } from "../../../modules/learning_rates/exponential/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

const every = { steps: 100 } as const;

conformsToLearningRatePolicy(exponential({ initial: 0.1, factor: 0.5, every }));

test("exponential() halves in each interval, and moves in between", () => {
  const policy = exponential({ initial: 1, factor: 0.25, every }).create();
  assert.equal(policy.rate(momentAt(100)), 0.25);
  assert.equal(policy.rate(momentAt(50)), 0.5);
});

test("exponential() does not go beyond its limit, up or down", () => {
  const down = exponential({ initial: 1, factor: 0.25, every, limit: 0.2 }).create();
  assert.equal(down.rate(momentAt(300)), 0.2);
  const up = exponential({ initial: 1e-7, factor: 10, every, limit: 1e-5 }).create();
  assert.equal(up.rate(momentAt(499)), 1e-5);
});

test("exponential() refuses a limit on the other side", () => {
  assert.throws(() => exponential({ initial: 1, factor: 2, every, limit: 0.5 }), {
    message:
      '"limit" must be on the side of "initial" that "factor" leads to, but is 0.5. Cannot make exponential.',
  });
});
