import assert from "node:assert/strict";
import { test } from "node:test";
import { GRADIENT_AGGREGATOR, RandomStream } from "../../../core/mod.ts";
import { weightedSum } from "../../../modules/mod.ts";
import {
  assertSame,
  CASES,
  combine,
  gramOf,
  labelOf,
  tasksOf,
} from "../../../testing/_support/gradients.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToGradientAggregator } from "../../../testing/gradient_aggregator.ts";

conformsToGradientAggregator(weightedSum);

const random = new RandomStream(0, "aggregator");

test("weightedSum() equals TorchJD's Sum", async () => {
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, weightedSum());
  for (const example of CASES) {
    const { gradients, sum } = example;
    const tasks = tasksOf(gradients.length);
    const weights = aggregator.weights(gramOf(gradients), tasks, random);
    assertSame(combine(gradients, weights), sum, labelOf(example));
  }
});

test("weightedSum() weighs tasks by their names, and others by 1", async () => {
  const module = weightedSum({ weights: { task2: 0.25, task0: 0 } });
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, module);
  aggregator.check(tasksOf(3));
  assert.deepEqual([...aggregator.weights(new Float64Array(9), tasksOf(3), random)], [0, 1, 0.25]);
});

test("weightedSum() refuses the name of a task that is not there", async () => {
  const aggregator = await resolveProvider(
    GRADIENT_AGGREGATOR,
    weightedSum({ weights: { left: 2 } }),
  );
  assert.throws(() => aggregator.check(tasksOf(2)), {
    code: "options/invalid",
    message:
      '"weights" must name tasks of the run, which are task0, task1, but is "left". Cannot combine gradients with weightedSum.',
  });
});

test("weightedSum() refuses a negative weight", () => {
  assert.throws(() => weightedSum({ weights: { left: -1 } }), /"weights.left" must be at least 0/);
});
