import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../testing/_support/scratch.ts";
import { TEST_BACKEND } from "../../testing/_support/test_backend.ts";
import { runChild } from "../_support/processes/run_child.ts";
import { type DrivenJob, type DrivenOutcome, driveJob } from "./_driven_run.ts";

/** Steps that the resumed run takes: over two boundaries. */
const MORE = 12;

function start(job: DrivenJob) {
  return runChild("tests/fixtures/driven_run.ts", [JSON.stringify(job)], {
    env: { TOLARIA_BACKEND: TEST_BACKEND },
  });
}

test("Trainer.begin() resumes a driven run that was killed between two steps, to the same bits", () =>
  withScratch(async (scratch) => {
    const directory = scratch.path("killed");
    const killed = await start({ directory });
    assert.equal(killed.signal, "SIGKILL", killed.stderr);
    const { code, stdout, stderr } = await start({ directory, resumeFor: MORE });
    assert.equal(code, 0, stderr);
    const after = JSON.parse(stdout) as DrivenOutcome;
    const taken = Object.keys(after.losses).map(Number);
    const first = Math.min(...taken);
    assert.equal(taken.length, MORE);
    // It continues from the second checkpoint, or a later one that was written while it went on.
    assert.ok(first > 10 && first % 5 === 1, `it continued with step ${first}`);
    const steps = first + MORE - 1;
    const straight = await driveJob({ directory: scratch.path("straight"), steps });
    const expected = Object.entries(straight.losses).filter(([step]) => Number(step) >= first);
    assert.deepEqual(after.losses, Object.fromEntries(expected));
    assert.equal(after.weightsHash, straight.weightsHash);
  }));
