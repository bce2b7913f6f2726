import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Median } from "../../../../modules/data/_preparation/median.ts";

function medianOf(values: readonly number[], limit: number): Median {
  const median = new Median(limit);
  for (const value of values) median.add(value);
  return median;
}

test("Median is the mean of the two in the middle when their number is even", () => {
  assert.equal(medianOf([4, 1, 3, 2], 10).result(), 2.5);
  assert.equal(medianOf([5, 1, 3], 10).result(), 3);
});

test("Median is exact in buckets for whole numbers below 2,048", () => {
  const values = Array.from({ length: 2047 }, (_, at) => at + 1);
  assert.equal(medianOf(values, 4).result(), 1024);
  assert.equal(medianOf([-3, -2, -1, 0, 1, 1, 1], 2).result(), 0);
});

test("Median in buckets is within 1 part in 2,048 of the exact one", () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (values) => {
      const odd = values.length % 2 === 1 ? values : [...values, values[0] as number];
      const exact = medianOf(odd, 1e6).result();
      // Numbers without a leading bit, below 1e-307, are that close in any case.
      const bound = Math.max(Math.abs(exact) / 2048, 1e-307);
      assert.ok(Math.abs(medianOf(odd, 0).result() - exact) <= bound);
    }),
  );
});

test("Median does not depend on how the numbers are shared out", () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, fc.nat(100), fc.integer({ min: 1, max: 20 }), (values, cut, limit) => {
      const merged = medianOf(values.slice(cut), limit);
      merged.merge(structuredClone(medianOf(values.slice(0, cut), limit).state()));
      assert.equal(merged.result(), medianOf(values, limit).result());
    }),
  );
});
