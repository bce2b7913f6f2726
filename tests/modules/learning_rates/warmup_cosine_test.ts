import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { LearningRatePolicy } from "../../../core/mod.ts";
import {
  type WarmupCosineOptions,
  warmupCosine,
} from "../../../modules/learning_rates/warmup_cosine/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { conformsToLearningRatePolicy } from "../../../testing/learning_rate_policy.ts";

interface Case extends WarmupCosineOptions {
  readonly rates: readonly number[];
}

function make(options: WarmupCosineOptions): LearningRatePolicy {
  return warmupCosine(options).create();
}

const extentOf = (totalSteps: number) => ({ totalSteps, stepsPerEpoch: 20, metrics: [] });

conformsToLearningRatePolicy(warmupCosine({ peak: 0.1, warmupSteps: 50 }));

const fixture: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("fixtures/warmup_cosine.json", import.meta.url), "utf8"),
);

for (const { rates, ...options } of fixture.cases) {
  test(`warmupCosine() equals optax over 1,000 steps with ${JSON.stringify(options)}`, () => {
    const policy = make({ ...options, afterEnd: "hold" });
    rates.forEach((expected, step) => {
      const actual = policy.rate(momentAt(step, { totalSteps: 1000 }));
      const error = Math.abs(actual - expected);
      assert.ok(error <= 1e-6 * expected + 1e-15, `step ${step}: ${actual}, expected ${expected}`);
    });
  });
}

test("warmupCosine() follows the length of the run by default", () => {
  const policy = make({ peak: 1, warmupSteps: 0 });
  // Half way down a cosine from 1 to 0 is a half.
  assert.equal(policy.rate(momentAt(20, { totalSteps: 40 })), 0.5);
});

test("warmupCosine() warms up again in a second run, whose steps alone it counts", () => {
  const policy = warmupCosine({ peak: 1, warmupSteps: 2 }).create();
  const run = { totalSteps: 8, firstStep: 4, stepsPerEpoch: 4 };
  const extent = { ...run, metrics: [] };
  policy.check(extent);
  const rates = [4, 5, 6, 7].map((step) => policy.rate({ ...momentAt(step), ...run }));
  assert.deepEqual(rates, [0, 0.5, 1, 0.5]);
  assert.throws(() => policy.check({ ...extent, firstStep: 7 }), /must be at most 1, the steps/);
});

test("warmupCosine() refuses a run that is longer than it has a rule for", () => {
  const policy = make({ peak: 1, warmupSteps: 0, totalSteps: 100 });
  policy.check(extentOf(100));
  assert.throws(() => policy.check(extentOf(101)), {
    code: "options/invalid",
    message:
      '"totalSteps" of warmupCosine must be at least 101, the steps of the run, but is 100. Leave it out to follow the run, or set afterEnd: "hold". Cannot run.',
  });
});

test('warmupCosine() holds its last rate when afterEnd is "hold"', () => {
  const policy = make({ peak: 1, warmupSteps: 0, totalSteps: 100, end: 0.2, afterEnd: "hold" });
  policy.check(extentOf(500));
  assert.equal(policy.rate(momentAt(300, { totalSteps: 500 })), 0.2);
});

test("warmupCosine() refuses a warmup that is longer than the run", () => {
  assert.throws(() => make({ peak: 1, warmupSteps: 60 }).check(extentOf(50)), {
    message: /"warmupSteps" of warmupCosine must be at most 50/,
  });
  assert.throws(() => make({ peak: 1, warmupSteps: 60, totalSteps: 50 }), {
    message: /"warmupSteps" must be at most "totalSteps", but is 60/,
  });
});

test("warmupCosine() stays between its ends and makes no jump", () => {
  const options = fc.record({
    peak: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    warmupSteps: fc.nat(50),
    totalSteps: fc.integer({ min: 51, max: 200 }),
    start: fc.double({ min: 0, max: 1e-6, noNaN: true }),
    end: fc.double({ min: 0, max: 1e-6, noNaN: true }),
  });
  fc.assert(
    fc.property(options, (drawn) => {
      const policy = make(drawn);
      const { totalSteps, warmupSteps, peak, start, end } = drawn;
      // The steepest a step can be: the warmup's slope, or pi / 2 over the length of the cosine.
      const steepest =
        peak * Math.max(1 / Math.max(1, warmupSteps), 2 / (totalSteps - warmupSteps));
      let previous: number | undefined;
      for (let step = 0; step < totalSteps; step++) {
        const rate = policy.rate(momentAt(step, { totalSteps }));
        assert.ok(rate >= Math.min(start, end) - 1e-12 && rate <= peak + 1e-12);
        if (previous !== undefined) assert.ok(Math.abs(rate - previous) <= steepest + 1e-9);
        previous = rate;
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});
