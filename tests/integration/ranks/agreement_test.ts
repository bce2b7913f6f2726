import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import { runRanks } from "../../_support/collectives/run_ranks.ts";

/** The first MPI of this machine. */
async function anMpi(): Promise<TestedMpi> {
  const [first] = await testedMpis();
  assert.ok(first);
  return first;
}

const DIFFERENCES: readonly (readonly [name: string, args: readonly string[], error: RegExp])[] = [
  [
    "job",
    ["--set", "rate=2e-2"],
    /Rank 1 differs from rank 0: job: policy\.\w+ is 0\.02, not 0\.01/,
  ],
  ["seed", ["--seed", "8"], /Rank 1 differs from rank 0: seed is 8, not 3/],
  ["data", ["--set", "data=5"], /Rank 1 differs from rank 0: data: examples is /],
];

for (const [name, argsOfRank1, error] of DIFFERENCES) {
  test(`a run names the rank and what differs when its ${name} is another`, {
    skip: noMpi,
  }, async () => {
    const run = await runRanks(await anMpi(), 2, { argsOfRank1 });
    assert.notEqual(run.code, 0);
    assert.match(run.reports[0]?.error ?? run.stderr, error);
  });
}

test(
  "a checkpoint of 4 ranks goes on with 1, 2 and 3 to the bits of an unbroken run",
  {
    skip: noMpi,
  },
  () =>
    withScratch(async ({ path }) => {
      const mpi = await anMpi();
      const whole = await runRanks(mpi, 1);
      for (const ranks of [1, 2, 3]) {
        const args = ["--checkpoints", path(`c${ranks}`), "--until", "1"];
        const first = await runRanks(mpi, 4, { args });
        assert.equal(first.reports[0]?.end_reason, "interrupted", first.stderr);
        const rest = await runRanks(mpi, ranks, { args: ["--resume", path(`c${ranks}`)] });
        assert.equal(rest.reports[0]?.weights_hash, whole.reports[0]?.weights_hash, rest.stderr);
      }
    }),
);

test("a run goes on when a rank has no examples of some batches", { skip: noMpi }, async () => {
  const mpi = await anMpi();
  // 72 of 96 examples are trained on, 35 at a time: the last batch has 2 for 4 shards.
  const args = ["--set", "batchSize=35"];
  const [one, three] = [await runRanks(mpi, 1, { args }), await runRanks(mpi, 3, { args })];
  assert.equal(three.reports[0]?.end_reason, "completed", three.stderr);
  assert.equal(three.reports[0]?.weights_hash, one.reports[0]?.weights_hash);
});
