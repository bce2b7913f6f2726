import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cosine } from "../../../modules/learning_rates/cosine/mod.ts";
import { momentAt, ratesOf } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

const extentOf = (totalSteps: number) => ({ totalSteps, stepsPerEpoch: 20, metrics: [] });

conformsToLearningRatePolicy(cosine({ peak: 0.1 }));
conformsToLearningRatePolicy(cosine({ peak: 0.1, over: { epochs: 25 } }));

test("cosine() is half way down in the middle of the run when it follows the run", () => {
  assert.equal(
    cosine({ peak: 1 })
      .create()
      .rate(momentAt(20, { totalSteps: 40 })),
    0.5,
  );
});

test("cosine() has a course of its own in a second run, unless it counts steps", () => {
  const second = { ...momentAt(30, { totalSteps: 60 }), firstStep: 20 };
  assert.equal(
    cosine({ peak: 1 })
      .create()
      .rate({ ...second, step: 20 }),
    1,
  );
  // A quarter of 40 steps: (1 + cos(pi / 4)) / 2.
  assert.ok(Math.abs(cosine({ peak: 1 }).create().rate(second) - 0.853553) < 1e-6);
  assert.equal(
    cosine({ peak: 1, over: { steps: 60 } })
      .create()
      .rate(second),
    0.5,
  );
});

test("cosine() changes only between epochs when it counts them", () => {
  const rates = ratesOf(cosine({ peak: 1, over: { epochs: 25 } }).create());
  for (let step = 1; step < rates.length; step++) {
    assert.equal(rates[step] === rates[step - 1], step % 20 !== 0, `step ${step}`);
  }
});

test("cosine() refuses a run that is longer than it has a rule for", () => {
  const policy = cosine({ peak: 1, over: { steps: 100 } }).create();
  policy.check(extentOf(100));
  assert.throws(() => policy.check(extentOf(101)), {
    code: "options/invalid",
    message:
      '"over" of cosine must be at least 101 steps, those of the run, but is 100. Set afterEnd: "hold", or leave "over" out to follow the run. Cannot run.',
  });
  // 101 steps begin a sixth epoch of 20.
  const byEpochs = cosine({ peak: 1, over: { epochs: 5 } }).create();
  byEpochs.check(extentOf(100));
  assert.throws(() => byEpochs.check(extentOf(101)), /must be at least 6 epochs/);
});

test("cosine() gives no rate past its end unless it was told to hold", () => {
  const options = { peak: 1, end: 0.25, over: { steps: 100 } };
  const long = { totalSteps: 500 };
  assert.throws(() => cosine(options).create().rate(momentAt(100, long)), {
    code: "learning-rate/past-end",
    message: 'Step 100 is past the 100 steps of cosine: set afterEnd: "hold", or make it longer.',
  });
  const holding = cosine({ ...options, afterEnd: "hold" }).create();
  holding.check(extentOf(500));
  assert.equal(holding.rate(momentAt(100, long)), 0.25);
  assert.equal(holding.rate(momentAt(499, long)), 0.25);
});

test("cosine() refuses a length that says no clock, and one that says two", () => {
  for (const over of [100, { steps: 1, epochs: 1 }, { steps: 0 }, { steps: 1.5 }, {}]) {
    assert.throws(() => cosine({ peak: 1, over: over as never }), {
      code: "options/invalid",
      message: /"over" must be "run", \{ steps: n \} or \{ epochs: n \}/,
    });
  }
  // @ts-expect-error: a bare number says no clock
  assert.throws(() => cosine({ peak: 1, over: 100 }));
  // @ts-expect-error: one clock, not two
  assert.throws(() => cosine({ peak: 1, over: { steps: 1, epochs: 1 } }));
});

test("cosine() falls without a jump and stays between its ends", () => {
  const drawn = fc.record({
    peak: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    end: fc.double({ min: 0, max: 1e-3, noNaN: true }),
    steps: fc.integer({ min: 2, max: 300 }),
  });
  fc.assert(
    fc.property(drawn, ({ peak, end, steps }) => {
      const rates = ratesOf(cosine({ peak, end }).create(), { totalSteps: steps });
      rates.forEach((rate, step) => {
        assert.ok(rate >= end - 1e-15 && rate <= peak + 1e-15);
        const before = rates[step - 1] ?? rate;
        // The steepest slope of half a cosine is pi / 2 of its height over its length.
        assert.ok(
          before - rate >= -1e-15 && before - rate <= ((peak - end) * 1.5708) / steps + 1e-15,
        );
      });
    }),
    { numRuns: 100, seed: 5 },
  );
});
