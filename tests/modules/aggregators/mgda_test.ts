import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { minNormPoint } from "../../../modules/aggregators/_shared/mod.ts";
import { mgda } from "../../../modules/mod.ts";
import {
  assertSame,
  CASES,
  combine,
  gramOf,
  inner,
  labelOf,
} from "../../../testing/_support/gradients.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { conformsToGradientAggregator } from "../../../testing/gradient_aggregator.ts";

conformsToGradientAggregator(mgda);

test("mgda() equals TorchJD's MGDA", () => {
  for (const example of CASES) {
    const { gradients, mgda } = example;
    const weights = minNormPoint(gramOf(gradients));
    assertSame(combine(gradients, weights), mgda, labelOf(example));
  }
});

test("mgda() finds the point that can be told by hand", () => {
  // The line from (3, 0) to (0, 4) is nearest to the origin at (48, 36) / 25, 16/25 of the way from the second.
  const gradients = [
    [3, 0],
    [0, 4],
  ];
  assertClose(minNormPoint(gramOf(gradients)), [16 / 25, 9 / 25], 1e-14);
});

test("mgda() gives weights of a hull in which no gradient has an inner product below the square", () => {
  const gradient = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
  const lengths = fc.constantFrom(1e-3, 1, 1e3);
  const rows = fc.array(fc.tuple(gradient, lengths), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(rows, (rows) => {
      const gradients = rows.map(([row, length]) => row.map((value) => value * length));
      const weights = minNormPoint(gramOf(gradients));
      assertClose([weights.reduce((sum, weight) => sum + weight, 0)], [1], 1e-12);
      assert.ok(weights.every((weight) => weight >= 0));
      const combined = combine(gradients, weights);
      const square = inner(combined, combined);
      for (const gradient of gradients) {
        const slack = 1e-9 * Math.sqrt(inner(gradient, gradient)) * (1 + Math.sqrt(square));
        assert.ok(inner(combined, gradient) >= square - slack);
      }
    }),
    { seed: 2, numRuns: 500 },
  );
});
