import assert from "node:assert/strict";
import { testUnless } from "../../testing/_support/suite.ts";
import { noMpi, testedMpis } from "../_support/collectives/mpis.ts";
import { type RankedResult, rankedRun } from "../_support/training/ranked_run.ts";

/** Steps of 3 epochs of 21 examples in batches of 6. */
const STEPS = 12;

testUnless(noMpi, "two processes train to the bits of one, whatever their clocks say", async () => {
  const [mpi] = await testedMpis();
  assert.ok(mpi, "no MPI can be set up, for the reasons above");
  // One clock stands still; for the other, each look at the time takes a second: boundaries are late, breakers open.
  const results = await rankedRun(mpi, 2, { 1: { msPerLook: 1_000 } });
  const [one] = (await rankedRun(mpi, 1)) as [RankedResult];
  assert.equal(one.steps, STEPS);
  for (const { rank, error, weights, validation, endReason, steps, saved, spans } of results) {
    assert.equal(error, undefined);
    assert.equal(endReason, "completed");
    assert.equal(steps, STEPS);
    assert.equal(weights, one.weights);
    assert.deepEqual(validation, one.validation);
    assert.deepEqual(saved, { hashes: one.saved?.hashes, written: rank === 0 });
    const traces = results[0]?.spans?.traces;
    assert.equal(traces?.length, 1);
    assert.deepEqual(spans, { ofRuns: rank === 0 ? 1 : 0, traces, rank });
  }
  assert.notDeepEqual(results[1]?.incidents, [], "the fast clock has been looked at");
});
