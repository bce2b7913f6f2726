import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../../bench/_growth/compare.ts";
import { KeptRuns } from "../../../bench/_growth/kept_runs.ts";
import { mnist1dTask } from "../../../bench/_growth/mnist_1d_task.ts";
import type { RunPlan } from "../../../bench/_growth/train.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";

const TASK = mnist1dTask("signals", 100, 400);

/** Multiply-adds of a step by size; a validation is 1,000. */
const STEP = { small: 10, growing: 30, big: 50 } as const;

/** A rate of 0.02 is best, a larger network 10 points better, and each seed a point above the one before. */
function recorded() {
  const plans: RunPlan[] = [];
  const run = async (_: unknown, plan: RunPlan) => {
    plans.push(plan);
    const { size, rate, seed, steps } = plan;
    const score = STEP[size] - 100 * Math.abs(rate - 0.02) + (seed < 10 ? seed : 0);
    const flops = STEP[size] * steps + 1_000;
    return { score, flops, validationFlops: 1_000, seconds: 1, kept: 3 };
  };
  return { plans, run };
}

test("KeptRuns does each run once, in another process too, and leaves out a line that was cut off", () =>
  withScratch(async (scratch) => {
    const file = scratch.path("runs.jsonl");
    const plan: RunPlan = { size: "small", rate: 0.01, seed: 0, steps: 10 };
    const [first, second] = [recorded(), recorded()];
    const outcome = await new KeptRuns(file, first.run).of(TASK, plan);
    scratch.write("runs.jsonl", `${scratch.read("runs.jsonl")}{"task":"sig`);
    const runs = new KeptRuns(file, second.run);
    assert.deepEqual(await runs.of(TASK, plan), outcome);
    assert.deepEqual(second.plans, []);
    await runs.of(TASK, { ...plan, seed: 1 });
    await new KeptRuns(file, second.run).of(TASK, { ...plan, seed: 1 });
    assert.deepEqual(second.plans, [{ ...plan, seed: 1 }]);
  }));

test("compare() gives each row its best rate, and as many multiply-adds as the grown network took", () =>
  withScratch(async (scratch) => {
    const { plans, run } = recorded();
    const runs = new KeptRuns(scratch.path("runs.jsonl"), run);
    const result = await compare(TASK, { seeds: 2, rates: [0.01, 0.02, 0.04] }, runs);
    // 400 steps of 30 are 12,000 multiply-adds: 1,200 steps of 10, 240 of 50.
    const measured = plans.filter(({ seed }) => seed === 1);
    assert.deepEqual(measured, [
      { size: "growing", rate: 0.02, seed: 1, steps: 400 },
      { size: "big", rate: 0.02, seed: 1, steps: 400 },
      { size: "big", rate: 0.02, seed: 1, steps: 240 },
      { size: "small", rate: 0.02, seed: 1, steps: 1_200 },
    ]);
    const { static_small, grown, static_big, full_big, gain, flops_share } = result;
    const row = { sd: Math.SQRT1_2, seconds: 1, rate: 0.02 };
    const near = (actual: unknown, expected: object) => {
      const text = (value: unknown) => Number(value).toPrecision(3);
      for (const [key, value] of Object.entries(expected)) {
        assert.equal(text((actual as Record<string, unknown>)[key]), text(value), key);
      }
    };
    near(static_small, { ...row, mean: 10.5, flops: 13_000 });
    near(grown, { ...row, mean: 30.5, flops: 13_000, kept: 3 });
    near(static_big, { ...row, mean: 50.5, flops: 13_000 });
    near(full_big, { ...row, mean: 50.5, flops: 21_000 });
    // Two samples with a variance of 1/2 and two values each: sqrt(1/4 + 1/4).
    near(gain, { difference: 20, standard_error: Math.SQRT1_2 });
    assert.equal((gain as { beyond_two: boolean }).beyond_two, true);
    near({ flops_share }, { flops_share: 13 / 21 });
  }));
