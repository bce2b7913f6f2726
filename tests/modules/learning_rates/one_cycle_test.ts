import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { oneCycle } from "../../../modules/learning_rates/one_cycle/mod.ts";
import { momentAt, ratesOf } from "../../../testing/_support/moments.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

conformsToLearningRatePolicy(oneCycle({ peak: 0.1 }));
conformsToLearningRatePolicy(oneCycle({ peak: 0.1, phases: 3, shape: "linear" }));

test("oneCycle() ends at its lowest rate in the last step", () => {
  const policy = oneCycle({ peak: 1, startDivisor: 10, endDivisor: 100 }).create();
  assert.ok(Math.abs(policy.rate(momentAt(0)) - 0.1) < 1e-15);
  // The peak is at 0.3 * 500 - 1.
  assert.equal(policy.rate(momentAt(149)), 1);
  assert.ok(Math.abs(policy.rate(momentAt(499)) - 0.001) < 1e-15);
});

test("oneCycle() is on its way down in step 0 when it rises for less than a step, as in PyTorch", () => {
  const length = { totalSteps: 10 };
  const two = ratesOf(oneCycle({ peak: 0.8, riseShare: 0.05 }).create(), length);
  // The peak was at 0.05 * 10 - 1 = -0.5, the end is at 9: 0.5 of 9.5 steps are gone at step 0.
  const last = 0.8 / 25 / 1e4;
  const falling = (progress: number) =>
    last + ((0.8 - last) * (1 + Math.cos(Math.PI * progress))) / 2;
  assertClose(two.slice(0, 2), [falling(0.5 / 9.5), falling(1.5 / 9.5)], 1e-12);
  assert.equal(two[0]?.toFixed(4), "0.7945");
  const options = { peak: 0.8, riseShare: 0.05, phases: 3, shape: "linear" } as const;
  const three = ratesOf(oneCycle(options).create(), length);
  // Back at 0.8 / 25 at 2 * 0.5 - 2 = -1, so 1 of 10 steps towards the end is gone.
  assertClose(three.slice(0, 1), [0.032 + (last - 0.032) / 10], 1e-12);
});

test("oneCycle() refuses three phases that do not fit", () => {
  assert.throws(() => oneCycle({ peak: 1, phases: 3, riseShare: 0.6 }), {
    message:
      '"riseShare" must be less than 0.5 with three phases, but is 0.6. Cannot make oneCycle.',
  });
});

test("oneCycle() stays between its lowest rate and its peak, however short the run", () => {
  const drawn = fc.record({
    steps: fc.integer({ min: 2, max: 120 }),
    riseShare: fc.double({ min: 0.01, max: 0.49, noNaN: true }),
    phases: fc.constantFrom(2 as const, 3 as const),
    shape: fc.constantFrom("cosine" as const, "linear" as const),
  });
  fc.assert(
    fc.property(drawn, ({ steps, ...options }) => {
      const rates = ratesOf(oneCycle({ peak: 1, ...options }).create(), { totalSteps: steps });
      const lowest = 1 / 25 / 1e4;
      for (const rate of rates) assert.ok(rate >= lowest - 1e-15 && rate <= 1, `${rate}`);
    }),
    { numRuns: 200, seed: 6 },
  );
});
