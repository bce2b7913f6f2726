import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, withSeededMathRandom } from "../../core/mod.ts";

const draw = (stream: RandomStream, count = 5) =>
  Array.from({ length: count }, () => stream.next());

test("RandomStream draws the same numbers for the same seed and name", () => {
  assert.deepEqual(draw(new RandomStream(1, "a")), draw(new RandomStream(1, "a")));
});

test("RandomStream draws other numbers for another seed or name", () => {
  const numbers = draw(new RandomStream(1, "a"));
  assert.notDeepEqual(draw(new RandomStream(2, "a")), numbers);
  assert.notDeepEqual(draw(new RandomStream(1, "b")), numbers);
});

test("RandomStream.restore() continues from a saved state", () => {
  const stream = new RandomStream(1, "a");
  draw(stream);
  const state = JSON.parse(JSON.stringify(stream.state()));
  const expected = draw(stream);
  stream.restore(state);
  assert.deepEqual(draw(stream), expected);
});

test("RandomStream.below() reaches every number below its bound about equally often", () => {
  const stream = new RandomStream(1, "a");
  const counts = new Array<number>(5).fill(0);
  for (let i = 0; i < 10_000; i++) {
    const at = stream.below(5);
    counts[at] = (counts[at] as number) + 1;
  }
  // 2,000 expected each; the standard deviation is 40.
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, counts.join());
});

test("withSeededMathRandom() restores Math.random when the work throws", () => {
  const original = Math.random;
  assert.throws(() =>
    withSeededMathRandom(new RandomStream(1, "a"), () => {
      throw new Error("no");
    }),
  );
  assert.equal(Math.random, original);
});
