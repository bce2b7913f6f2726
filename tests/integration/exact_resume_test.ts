import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../testing/_support/scratch.ts";
import { type ExactOutcome, type ExactRun, exactRun, exactRunElsewhere } from "./_exact_run.ts";

/** Fails unless a run that is interrupted and goes on in another process is, to the bit, the one that was not. */
async function assertExact(run: Omit<ExactRun, "directory">, abortAt: number) {
  return await withScratch(async (scratch) => {
    const [whole, broken] = [scratch.path("whole"), scratch.path("broken")];
    const straight = await exactRun({ ...run, directory: whole });
    const before = await exactRun({ ...run, directory: broken, abortAt });
    const after = await exactRunElsewhere({ ...run, directory: broken, resume: true });
    assert.deepEqual([before.endReason, after.endReason], ["interrupted", "completed"]);
    assert.deepEqual({ ...before.losses, ...after.losses }, straight.losses);
    assert.deepEqual({ ...before.asked, ...after.asked }, straight.asked);
    assert.deepEqual(lasting(after), lasting(straight));
    assert.equal(after.incidents.includes("controller/memory-lost"), after.memory === null);
    return before;
  });
}

/** What of an outcome is of the whole run, in the form in which it comes from another process. */
function lasting({ losses: _, asked: __, incidents: ___, ...rest }: ExactOutcome): unknown {
  return JSON.parse(JSON.stringify(rest));
}

/** What the checkpoint of an interruption has to show, so that the test is of what it says. */
const AT: Readonly<Record<number, RegExp>> = {
  // The command that swaps every optimizer is on its way, and the seed trains beside the host.
  18: /"optimizer":\{"name":"adamw".*"name":"commands","version":1,"tensors":0,"data":\[\{/,
  // Every optimizer was swapped seven steps ago, and the seed is seven steps into its blend of nine.
  27: /"blend":\{"steps":9,"done":7,.*("optimizer":\{"name":"sgd".*){2}/,
};

for (const [step, shows] of Object.entries(AT)) {
  test(`Trainer.run() gives the same bits when another process resumes from step ${step}, around a hot swap and during a blend`, async () => {
    const before = await assertExact({ policy: "swap", epochs: 9 }, Number(step));
    assert.match(JSON.stringify(before.state), shows);
  });
}

test("Trainer.run() gives the same bits and decisions when another process resumes a controller with memory", async () => {
  const { asked, memory } = await assertExact({ policy: "heuristic", epochs: 16 }, 37);
  // It drew a blueprint twice for a slot that the first did not fit.
  assert.equal(Object.keys(asked).length, 3);
  assert.match(JSON.stringify(memory), /"failed":\{"hidden1":\["conv-norm"\]\}/);
});
