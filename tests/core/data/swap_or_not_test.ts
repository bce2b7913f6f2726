import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SwapOrNot } from "../../../core/data/swap_or_not.ts";
import { RandomStream } from "../../../core/mod.ts";

test("SwapOrNot.at() is a permutation, for any size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (size, seed) => {
      const permutation = new SwapOrNot(size, new RandomStream(seed, "blocks"));
      const values = Array.from({ length: size }, (_, place) => permutation.at(place));
      assert.deepEqual(
        values.sort((a, b) => a - b),
        Array.from({ length: size }, (_, value) => value),
      );
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("SwapOrNot.at() puts each value at each place about as often", () => {
  const [size, draws] = [8, 4_000];
  const random = new RandomStream(3, "blocks");
  const counts = new Uint32Array(size * size);
  for (let draw = 0; draw < draws; draw++) {
    const permutation = new SwapOrNot(size, random);
    for (let place = 0; place < size; place++) {
      const cell = place * size + permutation.at(place);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  // 500 expected each; the standard deviation is 21.
  for (const count of counts) assert.ok(Math.abs(count - 500) < 100, String(counts));
});
