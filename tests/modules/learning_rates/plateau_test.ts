import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plateau } from "../../../modules/learning_rates/plateau/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

const extentOf = (metrics: string[]) => ({ totalSteps: 500, stepsPerEpoch: 20, metrics });

conformsToLearningRatePolicy(plateau({ initial: 0.1, patience: 2 }));

test("plateau() falls in the step after one epoch more than it has patience, and says why", () => {
  const policy = plateau({ initial: 1, patience: 1, monitor: "loss" }).create();
  assert.equal(policy.observeEpoch?.(momentAt(20), { loss: 0.5 }), undefined);
  assert.equal(policy.observeEpoch?.(momentAt(40), { loss: 0.5 }), undefined);
  assert.equal(policy.rate(momentAt(40)), 1);
  const reason = policy.observeEpoch?.(momentAt(60), { loss: 0.5 });
  assert.equal(reason, "plateau: loss no better than 0.5 for 2 epochs");
  assert.equal(policy.rate(momentAt(60)), 0.1);
});

test("plateau() counts a NaN loss as no improvement", () => {
  const policy = plateau({ initial: 1, patience: 0, monitor: "loss" }).create();
  policy.observeEpoch?.(momentAt(20), { loss: Number.NaN });
  assert.equal(policy.rate(momentAt(20)), 0.1);
});

test("plateau() refuses a run that does not measure what it monitors", () => {
  const policy = plateau({ initial: 1 }).create();
  policy.check(extentOf(["loss", "val_loss"]));
  assert.throws(() => policy.check(extentOf(["loss", "accuracy"])), {
    code: "options/invalid",
    message: '"monitor" of plateau must be one of loss, accuracy, but is "val_loss". Cannot run.',
  });
});

test("plateau() never rises, stays at or above its least rate and goes on from JSON, whatever it sees", () => {
  const drawn = fc.record({
    losses: fc.array(fc.double(), { minLength: 1, maxLength: 60 }),
    mode: fc.constantFrom("min" as const, "max" as const),
    thresholdMode: fc.constantFrom("relative" as const, "absolute" as const),
    patience: fc.nat(3),
    cooldown: fc.nat(3),
  });
  fc.assert(
    fc.property(drawn, ({ losses, ...options }) => {
      const make = () =>
        plateau({ initial: 1, minRate: 0.05, monitor: "loss", ...options }).create();
      let policy = make();
      let before = 1;
      losses.forEach((loss, epoch) => {
        policy.observeEpoch?.(momentAt(20 * (epoch + 1)), { loss });
        const rate = policy.rate(momentAt(20 * (epoch + 1)));
        assert.ok(rate <= before && rate >= 0.05);
        before = rate;
        const saved = JSON.parse(JSON.stringify(policy.state?.()));
        policy = make();
        policy.restore?.(saved);
        assert.equal(policy.rate(momentAt(0)), rate);
      });
    }),
    { numRuns: 100, seed: 7 },
  );
});
