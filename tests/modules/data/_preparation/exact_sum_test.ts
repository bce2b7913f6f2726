import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  ExactSum,
  exactly,
  quotient,
  UNIT,
} from "../../../../modules/data/_preparation/exact_sum.ts";

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });

function sumOf(values: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

test("ExactSum keeps what a sum of doubles loses", () => {
  // 1e100 + 1 - 1e100 is 0 in doubles.
  assert.equal(quotient(sumOf([1e100, 1, -1e100]).total(), 1n, UNIT), 1);
  assert.equal(quotient(sumOf([2 ** -1074, 1, -1]).total(), 1n, UNIT), 2 ** -1074);
});

test("ExactSum returns every double as it is", () => {
  fc.assert(
    fc.property(doubles, (value) => {
      assert.equal(quotient(exactly(value), 1n, UNIT), value + 0);
    }),
  );
});

test("ExactSum does not depend on the order or on how the numbers are shared out", () => {
  const shuffled = fc
    .array(doubles)
    .chain((values) =>
      fc.tuple(
        fc.constant(values),
        fc.shuffledSubarray(values, { minLength: values.length }),
        fc.nat(values.length),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([values, others, cut]) => {
      const merged = sumOf(others.slice(0, cut));
      merged.merge(sumOf(others.slice(cut)).limbs());
      assert.deepEqual(merged.limbs(), sumOf(values).limbs());
    }),
  );
});

test("ExactSum carries before a limb is full", () => {
  const sum = new ExactSum();
  const count = 2 ** 20 + 3;
  for (let at = 0; at < count; at++) sum.add(0xffffffff);
  assert.equal(quotient(sum.total(), 1n, UNIT), count * 0xffffffff);
});

test("quotient() rounds to the nearest double", () => {
  assert.equal(quotient(1n, 3n, 0), 1 / 3);
  assert.equal(quotient(-2n, 3n, 0), -2 / 3);
  assert.equal(quotient(10n ** 400n, 10n ** 399n, 0), 10);
});
