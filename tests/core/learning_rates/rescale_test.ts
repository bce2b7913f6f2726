import assert from "node:assert/strict";
import { test } from "node:test";
import { LearningRateAuthority } from "../../../core/mod.ts";

const clock = (step: number) => ({ step, epoch: 0, totalSteps: 100, stepsPerEpoch: 10 });

function authority(): LearningRateAuthority {
  const rates = new LearningRateAuthority({ name: "flat", check: () => {}, rate: () => 0.5 });
  rates.register("host");
  rates.advance(clock(0));
  return rates;
}

test("LearningRateAuthority.rescale() multiplies a rate for good, upwards too", () => {
  const rates = authority();
  rates.rescale("host", 4, "another optimizer");
  assert.equal(rates.rateOf("host"), 0.5);
  for (const step of [1, 99]) {
    rates.advance(clock(step));
    assert.equal(rates.rateOf("host"), 2);
  }
  assert.equal(rates.history.at(-1)?.reason, "scaled by 4: another optimizer");
});

test("LearningRateAuthority.rescale() is a part of the state that restores", () => {
  const rates = authority();
  rates.rescale("host", 4, "another optimizer");
  const state = JSON.parse(JSON.stringify(rates.state()));
  const restored = authority();
  restored.restore(state);
  restored.advance(clock(1));
  assert.equal(restored.rateOf("host"), 2);
});

test("LearningRateAuthority.rescale() refuses a factor that is not greater than 0", () => {
  assert.throws(() => authority().rescale("host", 0, "another optimizer"), {
    message: '"factor" must be greater than 0, but is 0. Cannot rescale the learning rate.',
  });
  assert.throws(() => authority().rescale("seed", 2, "another optimizer"), {
    code: "learning-rate/unknown-group",
  });
});
