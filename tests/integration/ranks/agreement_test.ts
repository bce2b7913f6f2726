import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import { playRanks } from "../../_support/collectives/play_ranks.ts";
import { runRanks } from "../../_support/collectives/run_ranks.ts";

/** The first MPI of this machine. */
async function anMpi(): Promise<TestedMpi> {
  const [first] = await testedMpis();
  assert.ok(first, "no MPI can be set up, for the reasons above");
  return first;
}

testUnless(noMpi, "a run names the rank whose job, seed and data are others", async () => {
  const argsOfRank1 = ["--set", "rate=2e-2", "--seed", "8", "--set", "data=5"];
  const run = await runRanks(await anMpi(), 2, { argsOfRank1 });
  assert.notEqual(run.code, 0);
  const said = run.reports[0]?.error ?? run.stderr;
  assert.match(said, /Rank 1 differs from rank 0: job: policy\.\w+ is 0\.02, not 0\.01; /);
  assert.match(said, /; seed is 8, not 3; /);
  assert.match(said, /; data: examples is /);
});

testUnless(noMpi, "a checkpoint of 4 ranks goes on with 1, 2 and 3 to the same bits", () =>
  withScratch(async ({ path }) => {
    const mpi = await anMpi();
    const { weights_hash: unbroken } = await playRanks(1);
    const args = ["--checkpoints", path("c4"), "--until", "1"];
    const first = await runRanks(mpi, 4, { args });
    assert.equal(first.reports[0]?.end_reason, "interrupted", first.stderr);
    for (const ranks of [1, 2]) {
      cpSync(path("c4"), path(`c${ranks}`), { recursive: true });
      const rest = await playRanks(ranks, ["--resume", path(`c${ranks}`)]);
      assert.equal(rest.weights_hash, unbroken);
    }
    const rest = await runRanks(mpi, 3, { args: ["--resume", path("c4")] });
    assert.equal(rest.reports[0]?.weights_hash, unbroken, rest.stderr);
  }),
);

testUnless(noMpi, "a run goes on when a rank has no examples of some batches", async () => {
  // 72 of 96 examples are trained on, 35 at a time: the last batch has 2 for 4 shards.
  const args = ["--set", "batchSize=35"];
  const { weights_hash: whole } = await playRanks(1, args);
  const three = await runRanks(await anMpi(), 3, { args });
  assert.equal(three.reports[0]?.end_reason, "completed", three.stderr);
  assert.equal(three.reports[0]?.weights_hash, whole);
});
