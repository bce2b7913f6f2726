import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Blend } from "../../../../modules/kasmina/seeds/blend.ts";

/** Alphas before the first step and after each. */
function alphasOf(blend: Blend, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => {
    if (step > 0) blend.advance();
    return blend.alpha;
  });
}

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, at) => {
    assert.ok(Math.abs(value - (expected[at] as number)) < 1e-12, `${at}: ${value}`);
  });
}

// By hand, with s(x) = 1 / (1 + exp(-x)): s(-6) = 0.0024726231566348, s(6) = 0.9975273768433652,
// s(-3) = 0.0474258731775668, s(3) = 0.9525741268224332.
// (s(-3) - s(-6)) / (s(6) - s(-6)) = 0.0449532500209320 / 0.9950547536867304 = 0.0451766597309122.
const QUARTERS = [0, 0.0451766597309122, 0.5, 0.9548233402690878, 1];

test("Blend goes from 0 to 1 by a sigmoid", () => {
  assertNear(alphasOf(new Blend(4), 4), QUARTERS);
});

test("Blend is exactly 0 before its first step and exactly 1 after its last", () => {
  const alphas = alphasOf(new Blend(7), 9);
  assert.deepEqual([alphas[0], ...alphas.slice(7)], [0, 1, 1, 1]);
});

test("Blend stands still while it is held", () => {
  const blend = new Blend(4);
  blend.advance();
  blend.held = true;
  blend.advance();
  assertNear([blend.alpha], QUARTERS.slice(1, 2));
  blend.held = false;
  blend.advance();
  assertNear([blend.alpha], [0.5]);
});

test("Blend goes back the way that it came when it is reversed", () => {
  const blend = new Blend(4);
  const there = alphasOf(blend, 3);
  blend.reverse();
  assert.deepEqual(alphasOf(blend, 3), there.reverse());
  assert.ok(blend.complete);
  blend.advance();
  assert.equal(blend.alpha, 0);
});

test("Blend.reverse() twice continues the blend, held or not", () => {
  const blend = new Blend(2);
  blend.advance();
  blend.held = true;
  blend.reverse();
  blend.reverse();
  blend.advance();
  assert.equal(blend.alpha, 1);
});

test("Blend never falls, and never leaves [0, 1]", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (steps) => {
      const alphas = alphasOf(new Blend(steps), steps);
      return alphas.every((alpha, at) => alpha <= 1 && alpha >= (alphas[at - 1] ?? 0));
    }),
  );
});
