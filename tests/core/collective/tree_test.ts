import assert from "node:assert/strict";
import { test } from "node:test";
import { addAsTree, dealShards } from "../../../core/collective/tree.ts";
import { RandomStream } from "../../../core/random.ts";

const random = new RandomStream(3, "tree");
const unlike = (length: number) =>
  Float32Array.from({ length }, () => (random.next() - 0.5) * 2 ** Math.floor(random.next() * 40));

test("addAsTree() adds the halves of the halves", () => {
  // 2^24 + 1 is no float32: (2^24 + 1) + (1 + -2^24) = 2^24 + (1 - 2^24) = 1, and 2^24 + 1 + 1 - 2^24 = 0 one by one.
  const vectors = [2 ** 24, 1, 1, -(2 ** 24)].map((value) => Float32Array.of(value));
  addAsTree(vectors);
  assert.equal(vectors[0]?.[0], 1);
});

test("dealShards() deals every shard once, in order, and none takes more than twice another at the default", () => {
  for (let ranks = 1; ranks <= 33; ranks++) {
    const least = 2 ** Math.ceil(Math.log2(ranks));
    for (const shards of [least, 2 * least, 8 * least]) {
      const dealt = dealShards(shards, ranks);
      assert.equal(dealt.length, ranks);
      assert.deepEqual(
        dealt.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)),
        Array.from({ length: shards }, (_, at) => at),
      );
      const sizes = dealt.map(({ from, to }) => to - from);
      assert.ok(Math.max(...sizes) <= 2 * Math.min(...sizes), `${sizes}`);
    }
  }
});

test("dealShards() gives the sum over ranks the bits of the sum over shards, whatever the ranks", () => {
  const shards = 16;
  const vectors = Array.from({ length: shards }, () => unlike(500));
  const whole = vectors.map((vector) => vector.slice());
  addAsTree(whole);
  for (let ranks = 1; ranks <= shards; ranks++) {
    const ofRanks = dealShards(shards, ranks).map(({ from, to }) => {
      const own = vectors.slice(from, to).map((vector) => vector.slice());
      addAsTree(own);
      return own[0] as Float32Array;
    });
    addAsTree(ofRanks);
    assert.deepEqual(ofRanks[0], whole[0], `${ranks} ranks`);
  }
});
