import assert from "node:assert/strict";
import { test } from "node:test";
import { cosOfPi, realPower, wholePower } from "../../core/mod.ts";
import { runChild } from "../_support/processes/run_child.ts";

test("cosOfPi() is exact where the cosine is", () => {
  assert.deepEqual([0, 0.5, 1].map(cosOfPi), [1, 0, -1]);
  assert.ok(Math.abs(cosOfPi(1 / 3) - 0.5) < 2e-16);
});

test("cosOfPi() is the cosine to the last bits", () => {
  for (let i = 0; i <= 10_000; i++) {
    const x = i / 10_000;
    assert.ok(Math.abs(cosOfPi(x) - Math.cos(Math.PI * x)) < 5e-16, `${x}`);
  }
});

test("wholePower() is exact where the power is", () => {
  assert.deepEqual([wholePower(3, 0), wholePower(3, 1), wholePower(3, 13)], [1, 3, 1_594_323]);
  assert.equal(wholePower(0.5, 1000), 2 ** -1000);
});

test("wholePower() is the power to rounding", () => {
  for (const base of [0.9, 0.99, 0.999, 0.9999]) {
    for (let exponent = 1; exponent < 3_000; exponent += 7) {
      const expected = base ** exponent;
      const error = Math.abs(wholePower(base, exponent) - expected) / expected;
      // Each of the exponent's halvings doubles the rounding before it.
      assert.ok(error < exponent * 2.3e-16, `${base} ** ${exponent}`);
    }
  }
});

test("realPower() is exact where the power is", () => {
  assert.deepEqual([realPower(3, 13), realPower(0, 0.5), realPower(1, 0.3)], [1_594_323, 0, 1]);
  assert.equal(realPower(4, 0.5), 2);
});

test("realPower() is the power to rounding", () => {
  for (const base of [1e-12, 1e-3, 0.1, 0.5, 0.97, 1.4, 10, 1e8]) {
    for (let exponent = 0.013; exponent < 20; exponent += 0.37) {
      const expected = base ** exponent;
      const error = Math.abs(realPower(base, exponent) - expected) / expected;
      // The rounding of the logarithm grows with its size.
      assert.ok(
        error < (2 + exponent + Math.abs(Math.log(base))) * 2.3e-16,
        `${base} ** ${exponent}`,
      );
    }
  }
});

test("cosOfPi(), wholePower() and realPower() give the same bits on Bun and on Deno", async () => {
  const [bun, deno] = await Promise.all(
    (["bun", "deno"] as const).map((runtime) =>
      runChild("tests/fixtures/portable_bits.ts", [], { runtime }),
    ),
  );
  assert.match(bun?.stdout ?? "", /^[0-9a-f]{64}\n$/);
  assert.equal(deno?.stdout, bun?.stdout);
});
