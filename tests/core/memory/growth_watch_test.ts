import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GrowthWatch } from "../../../core/memory/growth_watch.ts";
import type { UnexplainedGrowth } from "../../../core/ports/reports/memory_report.ts";

/** What is said of a number of tensors in each step, 4 bytes each. */
function watch(tensors: readonly number[]): (UnexplainedGrowth | "none")[] {
  const growth = new GrowthWatch();
  return tensors.flatMap((count) => growth.observe({ tensors: count, bytes: 4 * count }) ?? []);
}

const steps = (count: number, at: (step: number) => number) =>
  Array.from({ length: count }, (_, step) => at(step));

test("GrowthWatch.observe() finds one tensor more a step after three windows that grew", () => {
  // Windows of 50 steps: the first is what the others are compared with, and the fourth is the third to grow.
  assert.deepEqual(watch(steps(200, (step) => 7 + step)), [
    "none",
    { steps: 150, grown: { tensors: 150, bytes: 600 } },
  ]);
});

test("GrowthWatch.observe() finds it again in each window in which it goes on", () => {
  const said = watch(steps(300, (step) => Math.floor(step / 50)));
  assert.deepEqual(said.slice(1), [
    { steps: 150, grown: { tensors: 3, bytes: 12 } },
    { steps: 200, grown: { tensors: 4, bytes: 16 } },
    { steps: 250, grown: { tensors: 5, bytes: 20 } },
  ]);
});

test("GrowthWatch.observe() bears what comes and goes, and what grows and stays", () => {
  const none = (said: unknown[]) => said.every((one) => one === "none");
  assert.ok(none(watch(steps(1_000, (step) => step % 49))));
  // Filled up after two windows, as a store of snapshots is.
  assert.ok(none(watch(steps(1_000, (step) => Math.min(step, 99))).slice(1)));
});

test("GrowthWatch.observe() finds growth of bytes alone", () => {
  const growth = new GrowthWatch();
  const said = steps(200, (step) => step).flatMap(
    (step) => growth.observe({ tensors: 3, bytes: 1_000 * step }) ?? [],
  );
  assert.deepEqual(said[1], { steps: 150, grown: { tensors: 0, bytes: 150_000 } });
});

test("GrowthWatch.observe() says nothing of what never passes its first number", () => {
  const bounded = fc.array(fc.nat(100), { minLength: 400, maxLength: 600 });
  fc.assert(
    fc.property(bounded, (extra) => {
      const said = watch(extra.map((more, at) => (at % 50 === 0 ? 5 : 5 + more)));
      assert.ok(said.every((one) => one === "none"));
    }),
    { seed: 1, numRuns: 50 },
  );
});
