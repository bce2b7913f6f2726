import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL_GROUPS, LearningRateAuthority } from "../../../core/mod.ts";
import { constant, perGroup, plateau, polynomial, scale } from "../../../modules/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { advanceTo, fixedRate, startedRates } from "../../_support/optimizers/rates.ts";

test("LearningRateAuthority.advance() sets each group's rate by its own policy", () => {
  const { rates } = startedRates(
    perGroup({ default: constant(1), groups: { head: constant(2) } }).create(),
  );
  rates.register("head");
  rates.register("neck", { policy: fixedRate(3) });
  rates.advance(momentAt(1));
  assert.deepEqual(
    rates.groups.map((group) => [group, rates.rateOf(group)]),
    [
      ["host", 1],
      ["head", 2],
      ["neck", 3],
    ],
  );
});

test("LearningRateAuthority.beginRun() names the reason when a schedule starts again", () => {
  const { rates, changes } = startedRates(polynomial({ initial: 1 }).create());
  rates.advance({ ...momentAt(10), totalSteps: 20 });
  const before = changes.length;
  rates.beginRun();
  rates.advance({ ...momentAt(20), firstStep: 20, totalSteps: 40 });
  assert.deepEqual(changes.slice(before), [
    { step: 20, group: "host", from: 0.5, to: 1, reason: "a new run begins" },
  ]);
});

test("LearningRateAuthority.register() starts a group at a tenth of its parent's rate and warms it up", () => {
  const { rates } = startedRates(polynomial({ initial: 1 }).create());
  rates.register("seed", { parent: "host", warmupSteps: 10 });
  // Before any step of its own: a tenth of 1.
  assert.equal(rates.rateOf("seed"), 0.1);
  // At step 100 the parent is at 1 - 100 / 500 = 0.8 and the warmup begins.
  assert.ok(Math.abs(advanceTo(rates, 100, "seed") - 0.08) < 1e-15);
  // Half way: the parent is at 0.79, and 0.1 + 0.9 / 2 of it is 0.4345.
  assert.ok(Math.abs(advanceTo(rates, 105, "seed") - 0.4345) < 1e-15);
  assert.equal(advanceTo(rates, 110, "seed"), rates.rateOf("host"));
  assert.equal(advanceTo(rates, 300, "seed"), rates.rateOf("host"));
});

test("LearningRateAuthority.register() warms a group with a parent up to a policy of its own", () => {
  const { rates } = startedRates();
  rates.register("seed", {
    parent: "host",
    policy: fixedRate(0.5),
    warmupSteps: 4,
    startShare: 0.2,
  });
  const seen = [1, 2, 3, 4, 5].map((step) => advanceTo(rates, step, "seed"));
  // From 0.2 of 1 to 0.5 in four steps.
  seen.forEach((rate, index) => {
    assert.ok(Math.abs(rate - (0.2 + 0.075 * index)) < 1e-15, `${rate}`);
  });
  rates.drop("host");
  assert.equal(advanceTo(rates, 6, "seed"), 0.5);
});

test("LearningRateAuthority.register() refuses a name that is taken, a parent that is not there, and no policy", () => {
  const { rates } = startedRates();
  assert.throws(() => rates.register("host"), { code: "learning-rate/duplicate-group" });
  assert.throws(() => rates.register("seed", { parent: "hots" }), {
    code: "learning-rate/unknown-group",
    message:
      'Unknown group "hots"; did you mean "host"? Known groups: host. Cannot read the learning rate.',
  });
  assert.throws(() => rates.register("seed", { warmupSteps: 5 }), {
    code: "options/invalid",
    message:
      '"warmupSteps" must be left out without "parent", but is 5. Cannot register group "seed".',
  });
  assert.throws(() => rates.register(""), { code: "options/invalid" });
  assert.throws(() => rates.register("seed", { policy: constant(1) as never }), {
    message: /"policy" must be a learning-rate policy: call create\(\)/,
  });
  assert.throws(() => new LearningRateAuthority(undefined).register("host"), {
    code: "learning-rate/no-policy",
  });
  assert.deepEqual(rates.groups, ["host"]);
});

test("LearningRateAuthority.register() holds a new policy to the run in progress", () => {
  const { rates } = startedRates();
  rates.check({ totalSteps: 500, stepsPerEpoch: 20, metrics: ["loss"] });
  const short = polynomial({ initial: 1, over: { steps: 100 } }).create();
  assert.throws(() => rates.register("seed", { policy: short }), { code: "options/invalid" });
  assert.deepEqual(rates.groups, ["host"]);
});

test("LearningRateAuthority.rateOf() throws before the first rate and for an unknown group", () => {
  const rates = new LearningRateAuthority(fixedRate(1));
  rates.register("host");
  assert.throws(() => rates.rateOf("host"), { code: "learning-rate/unset" });
  assert.throws(() => rates.rateOf("toString"), { code: "learning-rate/unknown-group" });
});

test("LearningRateAuthority.advance() changes no rate when one of them is not finite", () => {
  const { rates } = startedRates(polynomial({ initial: 1 }).create());
  let bad = 0.5;
  rates.register("seed", { policy: { name: "bad", check: () => {}, rate: () => bad } });
  rates.advance(momentAt(1));
  const before = rates.state();
  for (bad of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    assert.throws(() => rates.advance(momentAt(2)), {
      code: "learning-rate/non-finite",
      message: `Policy "bad" returned ${bad} for group "seed" at step 2: a rate must be finite and >= 0.`,
    });
  }
  assert.deepEqual(rates.state(), before);
});

test("LearningRateAuthority.rename() keeps rate, cuts and followers", () => {
  const { rates, changes } = startedRates();
  rates.register("seed", { parent: "host", warmupSteps: 1 });
  advanceTo(rates, 2);
  advanceTo(rates, 3);
  rates.cut("host", 0.5, 50, "test");
  rates.rename("host", "body");
  assert.deepEqual(rates.groups, ["body", "seed"]);
  assert.equal(advanceTo(rates, 4, "body"), 0.5);
  assert.equal(rates.rateOf("seed"), 0.5);
  assert.throws(() => rates.rateOf("host"), { code: "learning-rate/unknown-group" });
  assert.throws(() => rates.rename("seed", "body"), { code: "learning-rate/duplicate-group" });
  assert.ok(changes.some(({ reason }) => reason === 'renamed from "host"'));
});

test("LearningRateAuthority.drop() forgets a group and its cuts, but not one that others follow", () => {
  const { rates, changes } = startedRates();
  rates.register("seed", { parent: "host" });
  rates.cut("seed", 0.5, 50, "test");
  assert.throws(() => rates.drop("host"), {
    code: "learning-rate/in-use",
    message: 'Group "seed" follows "host": drop it first. Cannot drop group "host".',
  });
  rates.drop("seed");
  assert.deepEqual(changes.at(-1), {
    step: 0,
    group: "seed",
    from: 0.1,
    to: undefined,
    reason: "dropped",
  });
  rates.register("seed", { policy: fixedRate(1) });
  assert.equal(advanceTo(rates, 1, "seed"), 1);
});

test("LearningRateAuthority.cut() multiplies rates for a while and reports its start and end", () => {
  const { rates, changes } = startedRates();
  rates.cut("host", 0.5, 10, "after a rollback");
  rates.cut(ALL_GROUPS, 0.1, 20, "spike");
  assert.equal(rates.rateOf("host"), 1);
  assert.ok(Math.abs(advanceTo(rates, 1) - 0.05) < 1e-15);
  assert.ok(Math.abs(advanceTo(rates, 9) - 0.05) < 1e-15);
  assert.equal(advanceTo(rates, 10), 0.1);
  assert.equal(advanceTo(rates, 20), 1);
  assert.deepEqual(
    changes.map(({ step, to, reason }) => [step, to, reason]),
    [
      [0, 1, "registered"],
      [1, 0.05, "cut by 0.1: spike"],
      [10, 0.1, "end of cut: after a rollback"],
      [20, 1, "end of cut: spike"],
    ],
  );
});

test("LearningRateAuthority.cut() reaches a follower once, and groups that come later", () => {
  const { rates } = startedRates();
  rates.register("seed", { parent: "host", warmupSteps: 1 });
  advanceTo(rates, 1);
  advanceTo(rates, 2);
  rates.cut(ALL_GROUPS, 0.5, 100, "test");
  assert.equal(advanceTo(rates, 3, "seed"), 0.5);
  rates.cut("host", 0.5, 100, "test");
  assert.equal(advanceTo(rates, 4, "seed"), 0.25);
  rates.register("later", { policy: fixedRate(1) });
  assert.equal(advanceTo(rates, 5, "later"), 0.5);
});

test("LearningRateAuthority.cut() refuses what is no cut", () => {
  const { rates } = startedRates();
  advanceTo(rates, 5);
  const refuses = (message: RegExp, ...cut: Parameters<typeof rates.cut>) =>
    assert.throws(() => rates.cut(...cut), { message });
  refuses(/"factor" must be at most 1, but is 2/, "host", 2, 10, "test");
  refuses(/"factor" must be a number/, "host", Number.NaN, 10, "test");
  refuses(/"untilStep" must be greater than 5, but is 5/, "host", 0.5, 5, "test");
  refuses(/Unknown group "hots"/, "hots", 0.5, 10, "test");
  assert.equal(advanceTo(rates, 6), 1);
});

test("LearningRateAuthority.observeEpoch() makes a plateau act in the next step, with its reason", () => {
  const policy = scale(plateau({ initial: 1, patience: 0, monitor: "loss" }), 0.5).create();
  const { rates, changes } = startedRates(policy);
  rates.observeEpoch(momentAt(20), { loss: 1 });
  assert.equal(advanceTo(rates, 20), 0.5);
  rates.observeEpoch(momentAt(40), { loss: 1 });
  assert.equal(rates.rateOf("host"), 0.5);
  assert.equal(advanceTo(rates, 40), 0.05);
  assert.deepEqual(changes.at(-1), {
    step: 40,
    group: "host",
    from: 0.5,
    to: 0.05,
    reason: "plateau: loss no better than 1 for 1 epochs",
  });
});

test("LearningRateAuthority.observeEpoch() notifies a policy of several groups once", () => {
  const { rates } = startedRates(plateau({ initial: 1, patience: 1, monitor: "loss" }).create());
  rates.register("twin");
  for (const step of [20, 40]) rates.observeEpoch(momentAt(step), { loss: 1 });
  // One epoch without improvement: told twice of each, it would have fallen.
  assert.equal(advanceTo(rates, 40), 1);
});

test("LearningRateAuthority.advance() passes the last epoch's metrics to policies", () => {
  const seen: unknown[] = [];
  const { rates } = startedRates({
    name: "spy",
    check: () => {},
    rate: ({ metrics }) => {
      seen.push(metrics);
      return 1;
    },
  });
  rates.observeEpoch(momentAt(20), { loss: 2 });
  rates.advance(momentAt(20));
  assert.deepEqual(seen, [{}, { loss: 2 }]);
});
