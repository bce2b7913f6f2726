import assert from "node:assert/strict";
import { test } from "node:test";
import { NonFiniteGuard } from "../../../core/gradients/non_finite_guard.ts";

test("NonFiniteGuard.check() lets a finite step through", () => {
  assert.deepEqual(new NonFiniteGuard(1).check(0.5, 2, 0), { ok: true });
});

test("NonFiniteGuard.check() holds back a step whose loss is NaN", () => {
  assert.deepEqual(new NonFiniteGuard(2).check(Number.NaN, 2, 7), {
    ok: false,
    message:
      "loss is NaN and gradient norm is 2 at step 7: step skipped, weights unchanged (1 consecutive, limit 2)",
  });
});

test("NonFiniteGuard.check() holds back a step whose gradient is infinite", () => {
  assert.equal(new NonFiniteGuard(1).check(1, Number.POSITIVE_INFINITY, 0).ok, false);
});

test("NonFiniteGuard.check() fails when more consecutive steps than the limit are not finite", () => {
  const guard = new NonFiniteGuard(2);
  guard.check(Number.NaN, 1, 0);
  guard.check(Number.NaN, 1, 1);
  assert.throws(() => guard.check(Number.NaN, 1, 2), {
    code: "training/diverged",
    message: /3 consecutive steps were not finite: loss is NaN and gradient norm is 1 at step 2/,
  });
});

test("NonFiniteGuard.check() counts anew after a finite step", () => {
  const guard = new NonFiniteGuard(1);
  for (let step = 0; step < 6; step += 2) {
    assert.equal(guard.check(Number.NaN, 1, step).ok, false);
    assert.equal(guard.check(1, 1, step + 1).ok, true);
  }
});
