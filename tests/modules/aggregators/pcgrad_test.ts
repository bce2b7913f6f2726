import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GRADIENT_AGGREGATOR, RandomStream } from "../../../core/mod.ts";
import { pcgradWeights } from "../../../modules/aggregators/pcgrad/pcgrad_weights.ts";
import { pcgrad } from "../../../modules/mod.ts";
import {
  assertSame,
  CASES,
  combine,
  gramOf,
  inner,
  labelOf,
  tasksOf,
} from "../../../testing/_support/gradients.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToGradientAggregator } from "../../../testing/gradient_aggregator.ts";

conformsToGradientAggregator(pcgrad);

test("pcgradWeights() equals TorchJD's PCGrad in the same orders", () => {
  for (const example of CASES) {
    for (const { orders, combined } of example.pcgrad) {
      const weights = pcgradWeights(gramOf(example.gradients), orders);
      assertSame(combine(example.gradients, weights), combined, labelOf(example));
    }
  }
});

/** Algorithm 1 on the gradients themselves, and not on their inner products. */
function surgery(gradients: readonly number[][], orders: readonly number[][]): number[] {
  const projected = gradients.map((gradient, task) =>
    (orders[task] as number[]).reduce((current, rival) => {
      const other = gradients[rival] as number[];
      const product = inner(current, other);
      if (rival === task || product >= 0) return current;
      const factor = product / inner(other, other);
      return current.map((value, at) => value - factor * (other[at] as number));
    }, gradient),
  );
  return combine(projected, new Array(gradients.length).fill(1));
}

test("pcgrad() projects every task against every other in random orders", async () => {
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, pcgrad());
  // Each fights both others, so that every order of a task's two rivals leads to another result.
  const gradients = [
    [1, 0, 0.2],
    [-1, 0.6, 0.1],
    [-0.3, -0.9, 0.4],
  ];
  const both = [
    [1, 2],
    [2, 1],
  ];
  const expected = [0, 1, 2, 3, 4, 5, 6, 7].map((which) =>
    surgery(gradients, [
      both[which & 1] as number[],
      which & 2 ? [0, 2] : [2, 0],
      which & 4 ? [0, 1] : [1, 0],
    ]),
  );
  const seen = new Set<number>();
  const random = new RandomStream(0, "aggregator");
  for (let draw = 0; draw < 100; draw++) {
    const weights = aggregator.weights(gramOf(gradients), tasksOf(3), random);
    const combined = combine(gradients, weights);
    const found = expected.findIndex((one) =>
      one.every((value, at) => Math.abs(value - (combined[at] as number)) < 1e-12),
    );
    assert.notEqual(found, -1, `none of the orders leads to ${combined}`);
    seen.add(found);
  }
  const different = new Set(expected.map((combined) => combined.map((x) => x.toFixed(9)).join()));
  assert.equal(seen.size, different.size);
  assert.equal(different.size, 8);
});

test("pcgrad() averages on request", async () => {
  const [sum, mean] = [pcgrad(), pcgrad({ reduction: "mean" })].map((module) =>
    resolveProvider(GRADIENT_AGGREGATOR, module),
  );
  const gram_TT = gramOf((CASES[2] as (typeof CASES)[number]).gradients);
  const weigh = async (aggregator: typeof sum) =>
    (await aggregator)?.weights(gram_TT, tasksOf(2), new RandomStream(1, "aggregator"));
  assert.deepEqual(
    (await weigh(mean))?.map((weight) => weight * 2),
    await weigh(sum),
  );
});

test("pcgrad() never points against either of two tasks", () => {
  const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
  const gradient = fc.array(coordinate, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(gradient, gradient, (a, b) => {
      const gradients = [a, b];
      const weights = pcgradWeights(gramOf(gradients), [[1], [0]]);
      const combined = combine(gradients, weights);
      for (const one of gradients) {
        const slack = 1e-9 * (inner(a, a) + inner(b, b));
        assert.ok(inner(combined, one) >= -slack, `${inner(combined, one)}`);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
