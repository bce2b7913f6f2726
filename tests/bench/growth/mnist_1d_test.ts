import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makeMnist1d, type SignalDraws, signalOf } from "../../../bench/_growth/mnist_1d.ts";

/** What the published generator makes of some random numbers: tests/fixtures/mnist_1d/make.py. */
const SIGNALS = JSON.parse(
  readFileSync(new URL("../../fixtures/mnist_1d/signals.json", import.meta.url), "utf8"),
) as readonly { digit: number; draws: SignalDraws; signal: readonly number[] }[];

test("signalOf() returns what the published generator does of the same random numbers", () => {
  assert.equal(new Set(SIGNALS.map(({ digit }) => digit)).size, 10);
  for (const { digit, draws, signal } of SIGNALS) {
    const ours = signalOf(digit, draws);
    assert.equal(ours.length, signal.length);
    // Sums of 17 products in another order.
    for (const [at, x] of signal.entries()) assert.ok(Math.abs((ours[at] as number) - x) < 1e-12);
  }
});

test("makeMnist1d() returns as many of each digit, mixed, with mean 0 and deviation 1", () => {
  const { signals, labels } = makeMnist1d(200, 0);
  const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((x) => x === digit).length);
  assert.deepEqual(counts, new Array(10).fill(20));
  assert.notDeepEqual([...labels.slice(0, 10)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const mean = signals.reduce((sum, x) => sum + x, 0) / signals.length;
  const square = signals.reduce((sum, x) => sum + x * x, 0) / signals.length;
  assert.ok(Math.abs(mean) < 1e-6);
  assert.ok(Math.abs(square - 1) < 1e-5);
});

test("makeMnist1d() returns the same for the same seed, and something else for another", () => {
  assert.deepEqual(makeMnist1d(50, 3), makeMnist1d(50, 3));
  assert.notDeepEqual(makeMnist1d(50, 3).signals, makeMnist1d(50, 4).signals);
});
