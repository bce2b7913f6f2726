import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../../modules/learning_rates/constant/mod.ts";
import { cosine } from "../../../modules/learning_rates/cosine/mod.ts";
import { plateau } from "../../../modules/learning_rates/plateau/mod.ts";
import { sequence } from "../../../modules/learning_rates/sequence/mod.ts";
import { stepDecay } from "../../../modules/learning_rates/step_decay/mod.ts";
import { momentAt, ratesOf } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

const extentOf = (totalSteps: number) => ({ totalSteps, stepsPerEpoch: 20, metrics: ["loss"] });

conformsToLearningRatePolicy(
  sequence([
    { policy: constant(0.1), steps: 30 },
    { policy: plateau({ initial: 0.1, patience: 1 }), epochs: 10 },
    { policy: cosine({ peak: 0.1 }) },
  ]),
);

test("sequence() starts each policy's clocks when the policy starts", () => {
  const policy = sequence([
    { policy: constant(1), epochs: 2 },
    { policy: stepDecay({ initial: 4, every: { epochs: 1 }, factor: 0.5 }), steps: 60 },
    { policy: cosine({ peak: 1 }) },
  ]).create();
  assert.deepEqual(
    [0, 39, 40, 60, 99, 100, 300].map((step) => policy.rate(momentAt(step))),
    // The cosine has the 400 steps that are left, and is half way at step 300.
    [1, 1, 4, 2, 1, 1, 0.5],
  );
});

test("sequence() counts epochs by steps when a stage begins within one", () => {
  const policy = sequence([
    { policy: constant(1), steps: 30 },
    { policy: stepDecay({ initial: 4, every: { epochs: 1 }, factor: 0.5 }) },
  ]).create();
  assert.deepEqual(
    [30, 49, 50].map((step) => policy.rate(momentAt(step))),
    [4, 4, 2],
  );
});

test("sequence() tells only the policy in force of an epoch", () => {
  const waiting = plateau({ initial: 1, patience: 0, monitor: "loss" });
  const policy = sequence([
    { policy: constant(1), epochs: 3 },
    { policy: waiting, epochs: 2 },
    { policy: constant(1) },
  ]).create();
  const rates = ratesOf(policy, { metricsOf: () => ({ loss: 1 }) });
  // Its first epoch is the best so far, its second is one too many but is over then.
  assert.ok(rates.every((rate) => rate === 1));
  assert.deepEqual(JSON.parse(JSON.stringify(policy.state?.()))[1].rate, 0.1);
});

test("sequence() refuses a run that is longer than its stages", () => {
  const stages = [
    { policy: constant(1), steps: 30 },
    { policy: constant(2), epochs: 1 },
  ] as const;
  sequence(stages).create().check(extentOf(50));
  assert.throws(() => sequence(stages).create().check(extentOf(51)), {
    code: "options/invalid",
    message:
      'The stages of sequence must last at least 51 steps together, as the run does, but last 50. Leave the length of the last one out, or set afterEnd: "hold". Cannot run.',
  });
  assert.throws(() => sequence(stages).create().rate(momentAt(50)), {
    code: "learning-rate/past-end",
  });
  const holding = sequence(stages, { afterEnd: "hold" }).create();
  holding.check(extentOf(51));
  assert.equal(holding.rate(momentAt(50)), 2);
});

test("sequence() checks each stage against its own length", () => {
  const short = cosine({ peak: 1, over: { steps: 20 } });
  const fits = sequence([{ policy: short, steps: 20 }, { policy: constant(1) }]).create();
  fits.check(extentOf(500));
  const longer = sequence([{ policy: short, steps: 21 }, { policy: constant(1) }]).create();
  assert.throws(() => longer.check(extentOf(500)), /"over" of cosine must be at least 21 steps/);
});

test("sequence() goes on with a stage that has a length in a second run, and starts one over that has none", () => {
  const policy = sequence([
    { policy: cosine({ peak: 1 }), steps: 40 },
    { policy: cosine({ peak: 8 }) },
  ]).create();
  const extent = { totalSteps: 100, firstStep: 20, stepsPerEpoch: 20 };
  policy.check({ ...extent, metrics: [] });
  assert.equal(policy.rate({ ...momentAt(20), ...extent }), 0.5);
  assert.equal(policy.rate({ ...momentAt(60), ...extent, firstStep: 60 }), 8);
});

test("sequence() refuses a stage without a length before the last, and a length in two clocks", () => {
  const endless = [{ policy: constant(1) }, { policy: constant(2) }];
  assert.throws(() => sequence(endless), /"stages" must be stages that have a length/);
  assert.throws(() => sequence([]), { code: "options/invalid" });
  const both = { policy: constant(1), steps: 1, epochs: 1 };
  assert.throws(() => sequence([both as never]), /"stages.0" must be \{ steps: n \} or/);
});

test("sequence() restores all of its stages or none", () => {
  const stage = { policy: plateau({ initial: 1 }), epochs: 1 } as const;
  const policy = sequence([stage, stage]).create();
  const before = policy.state?.();
  const good = {
    ...{ initial: 1, monitor: "val_loss", mode: "min" },
    ...{ rate: 0.5, best: 1, badEpochs: 0, cooldownLeft: 0 },
  };
  assert.throws(() => policy.restore?.([good, { ...good, rate: -1 }]), { code: "state/invalid" });
  assert.deepEqual(policy.state?.(), before);
  assert.throws(() => policy.restore?.([good]), { code: "state/invalid" });
  policy.restore?.([good, good]);
  assert.deepEqual(policy.state?.(), [good, good]);
});

test("sequence() never counts epochs below 0, as after a run that was broken off within one", () => {
  const policy = sequence([
    { policy: constant(1), steps: 40 },
    { policy: stepDecay({ initial: 4, every: { epochs: 1 }, factor: 0.5 }) },
  ]).create();
  // 40 steps of 20 an epoch would be 2 epochs; only one of them was completed.
  assert.equal(policy.rate({ ...momentAt(40), epoch: 1 }), 4);
});
