import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { COMPUTE_BACKEND, gramOfRows, RandomStream, readGram } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { cagradWeights } from "../../../modules/aggregators/cagrad/cagrad_weights.ts";
import { cagrad } from "../../../modules/mod.ts";
import {
  assertSame,
  CASES,
  combine,
  gramOf,
  inner,
  labelOf,
} from "../../../testing/_support/gradients.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";
import { conformsToGradientAggregator } from "../../../testing/gradient_aggregator.ts";

conformsToGradientAggregator(cagrad);

test("cagrad() equals TorchJD's CAGrad", () => {
  for (const example of CASES) {
    for (const [c, expected] of Object.entries(example.cagrad)) {
      const weights = cagradWeights(gramOf(example.gradients), Number(c));
      const combined = combine(example.gradients, weights);
      assertSame(combined, expected, `${labelOf(example)}, c = ${c}`);
    }
  }
});

test("cagrad() is the mean with c = 0", () => {
  for (const example of CASES) {
    const weights = cagradWeights(gramOf(example.gradients), 0);
    assertClose(combine(example.gradients, weights), example.mean, 1e-12, labelOf(example));
  }
});

test("cagrad() gives the worst-served task more than any other direction of the ball does", () => {
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
  const vector = fc.array(coordinate, { minLength: 3, maxLength: 3 });
  const rows = fc.array(vector, { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(rows, vector, fc.constantFrom(0.2, 0.5, 0.9), (gradients, towards, c) => {
      const count = gradients.length;
      const weights = cagradWeights(gramOf(gradients), c);
      // No direction serves them all.
      if (weights.every((weight) => weight === 0)) return;
      const combined = combine(gradients, weights);
      const mean = combine(gradients, new Array(count).fill(1 / count));
      const radius = c * Math.sqrt(inner(mean, mean));
      const away = combined.map((value, at) => value - (mean[at] as number));
      assert.ok(Math.sqrt(inner(away, away)) <= radius * (1 + 1e-9) + 1e-12);
      const length = Math.sqrt(inner(towards, towards)) || 1;
      const other = mean.map((value, at) => value + (radius * (towards[at] as number)) / length);
      const worst = (d: readonly number[]) => Math.min(...gradients.map((row) => inner(d, row)));
      assert.ok(worst(combined) >= worst(other) - 1e-9);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("cagrad() serves a task whose gradient is much shorter than the other's", () => {
  for (const size of [1e-4, 1e-8, 1e-12, 1e-20, 1e-30]) {
    const gradients = [
      [1, 0],
      [0, size],
    ];
    // The second gains least wherever the ball goes, so d goes as far along it as the ball does: from (1, size) / 2
    // by c times the mean's length, which is 1 / 2 but for a part in 1e8.
    const combined = combine(gradients, cagradWeights(gramOf(gradients), 0.4));
    assertClose(combined, [0.5, 0.2 + size / 2], 1e-8, `size ${size}`);
  }
});

for (const [backend, module] of Object.entries(EACH_BACKEND)) {
  test(`cagrad() stays in its ball when gradients are nearly opposed, on ${backend}`, async () => {
    const compute = await resolveProvider(COMPUTE_BACKEND, module());
    await compute.start();
    const random = new RandomStream(7, "rows");
    for (const apart of [1e-2, 1e-3, 1e-4]) {
      const first = Float32Array.from({ length: 400 }, () => random.next() - 0.5);
      const second = first.map((value) => -value + apart * (random.next() - 0.5));
      const rows_RP = tf.tensor2d(Float32Array.of(...first, ...second), [2, first.length]);
      const parts = tf.tidy(() => gramOfRows(rows_RP).dataSync<"float32">());
      const weights = cagradWeights(readGram(parts, rows_RP), 0.4);
      rows_RP.dispose();
      const gradients = [[...first], [...second]];
      const combined = combine(gradients, weights);
      const mean = combine(gradients, [0.5, 0.5]);
      const away = combined.map((value, at) => value - (mean[at] as number));
      const reach = Math.sqrt(inner(away, away)) / (0.4 * Math.sqrt(inner(mean, mean)));
      assert.ok(Math.abs(reach - 1) <= 1e-6, `${apart} apart: ${reach} times the radius`);
    }
    await compute.dispose();
  });
}

test("cagrad() refuses a negative radius", () => {
  assert.throws(() => cagrad({ c: -0.1 }), /"c" must be at least 0, but is -0.1/);
});
