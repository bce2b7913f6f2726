import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../../modules/learning_rates/constant/mod.ts";
import { frozenRate } from "../../../modules/learning_rates/frozen_rate/mod.ts";
import { perGroup } from "../../../modules/learning_rates/per_group/mod.ts";
import { plateau } from "../../../modules/learning_rates/plateau/mod.ts";
import { scale } from "../../../modules/learning_rates/scale/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

const rates = perGroup({ default: constant(0.1), groups: { head: constant(0.5) } });

conformsToLearningRatePolicy(rates);

test("perGroup() has a policy for each group that it names and the default for others", () => {
  const policy = rates.create();
  assert.equal(policy.forGroup?.("head")?.rate(momentAt(0)), 0.5);
  assert.equal(policy.forGroup?.("body"), undefined);
  assert.equal(policy.forGroup?.("toString"), undefined);
  assert.equal(policy.rate(momentAt(0)), 0.1);
});

test("perGroup() checks the policies of groups that are still to come", () => {
  const policy = perGroup({ default: frozenRate(), groups: { head: plateau({ initial: 1 }) } });
  const extent = { totalSteps: 10, stepsPerEpoch: 5, metrics: ["loss"] };
  assert.throws(() => policy.create().check(extent), /"monitor" of plateau must be one of loss/);
});

test("perGroup() can only stand outermost", () => {
  assert.throws(() => scale(rates, 0.5), /perGroup\(\) can only stand outermost/);
});
