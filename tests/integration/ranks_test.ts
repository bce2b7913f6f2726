import assert from "node:assert/strict";
import { testUnless } from "../../testing/_support/suite.ts";
import { noMpi, type TestedMpi, testedMpis } from "../_support/collectives/mpis.ts";
import { rankedRun } from "../_support/training/ranked_run.ts";

async function firstMpi(): Promise<TestedMpi> {
  const [first] = await testedMpis();
  assert.ok(first, "no MPI can be set up, for the reasons above");
  return first;
}

/** Steps of 3 epochs of 21 examples in batches of 6. */
const STEPS = 12;

testUnless(noMpi, "a stop of one process ends all after the same step", async () => {
  const results = await rankedRun(await firstMpi(), 2, { 1: { stopAfter: 5 } });
  for (const { endReason, steps, weights } of results) {
    assert.equal(endReason, "interrupted");
    // It was asked for after the fifth step, and goes out with the sixth.
    assert.equal(steps, 6);
    assert.equal(weights, results[0]?.weights);
  }
});

testUnless(noMpi, "a number that is not finite on one process is none on all", async () => {
  const results = await rankedRun(await firstMpi(), 2, { 0: { spoiledCall: 5 } });
  for (const { incidents, steps, weights } of results) {
    assert.deepEqual(incidents, ["loss/non-finite"]);
    assert.equal(steps, STEPS);
    assert.equal(weights, results[0]?.weights);
  }
});

testUnless(noMpi, "a process with another seed or batch is named in the first step", async () => {
  for (const deviation of [{ seed: 12 }, { batchSize: 5 }]) {
    const results = await rankedRun(await firstMpi(), 3, { 2: deviation });
    for (const { error, steps } of results) {
      assert.match(error ?? "", /rank 2/i);
      assert.equal(steps, 0);
    }
  }
});
