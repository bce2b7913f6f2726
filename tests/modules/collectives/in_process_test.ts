import assert from "node:assert/strict";
import { test } from "node:test";
import { COLLECTIVE, TolariaError } from "../../../core/mod.ts";
import { InProcessCollective, inProcessCollective } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCollective, stageInProcess } from "../../../testing/mod.ts";

conformsToCollective(
  async (ranks) => {
    const group = new InProcessCollective(ranks);
    const collective = await resolveProvider(COLLECTIVE, inProcessCollective(group));
    await collective.start();
    return stageInProcess(collective, (rank) => group.lose(rank));
  },
  { ownVotes: false },
);

test("inProcessCollective() plays as many ranks as its options say, two by default", async () => {
  const [two, four] = [inProcessCollective(), inProcessCollective({ ranks: 4 })];
  assert.deepEqual((await resolveProvider(COLLECTIVE, two)).ranks, [0, 1]);
  assert.deepEqual((await resolveProvider(COLLECTIVE, four)).ranks, [0, 1, 2, 3]);
  const wrong = () => inProcessCollective({ ranks: 0 });
  assert.throws(wrong, (error) => TolariaError.is(error, "options/invalid"));
});

test("InProcessCollective.delay() has every call say who is late, and where that is", async () => {
  const group = new InProcessCollective(3);
  group.report(12, 1);
  group.delay(2);
  const outcome = group.sum([1, 2, 3].map((value) => Float32Array.of(value)));
  assert.ok(outcome.kind === "late");
  const [late] = outcome.ranks;
  assert.deepEqual([late?.rank, late?.pid, late?.step, late?.phase], [2, process.pid, 12, 1]);
  assert.equal(group.agree(new BigInt64Array(1)).kind, "late");
  assert.equal(group.broadcast().outcome.kind, "late");
  assert.deepEqual((await group.shrink()).lost, [2]);
  assert.equal(group.agree(new BigInt64Array(1)).kind, "done");
});

test("InProcessCollective.lose() leaves one rank at least", () => {
  const group = new InProcessCollective(2);
  group.lose(0);
  assert.throws(() => group.lose(1), RangeError);
  assert.throws(() => new InProcessCollective(0), RangeError);
});
