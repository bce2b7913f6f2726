import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream } from "../../core/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { drawPlan } from "./kill_plan.ts";
import { Tally } from "./tally.ts";
import { type Line, TrainingProcess } from "./training_process.ts";

test("Trainer.run() resumes to the same weights when it was killed after its first checkpoint", () =>
  withScratch(async (scratch) => {
    const whole = await new TrainingProcess(scratch.path("whole"), 12, () => {}).done;
    const onLine = ({ kind }: Line) => kind === "committed" && killed.kill("SIGKILL");
    const hold = { hold: true };
    const killed: TrainingProcess = new TrainingProcess(scratch.path("killed"), 12, onLine, hold);
    assert.equal((await killed.done).signal, "SIGKILL");
    const { lines } = await new TrainingProcess(scratch.path("killed"), 12, () => {}).done;
    assert.deepEqual(lines[0], { kind: "begun", resumed: true });
    const steps = (all: readonly Line[]) => all.filter((line) => line.kind === "step");
    const after = steps(lines);
    // 8 steps an epoch: it has lost what came after the first, at most.
    assert.ok((after[0]?.step ?? 0) > 8);
    assert.deepEqual(after, steps(whole.lines).slice(-after.length));
  }));

test("Tally.process() finds weights that differ from those without a kill", () => {
  const tally = new Tally(
    new Map([
      [1, "a"],
      [2, "b"],
    ]),
  );
  const begun = { kind: "begun", resumed: true } as const;
  tally.process([begun, { kind: "step", step: 1, hash: "a" }], true, false);
  tally.process([begun, { kind: "step", step: 2, hash: "c" }], true, false);
  tally.process([begun], true, false);
  const { kills, resumes, exact_resumes, faults } = tally.result();
  assert.deepEqual({ kills, resumes, exact_resumes }, { kills: 3, resumes: 2, exact_resumes: 1 });
  assert.deepEqual(faults, ["the weights after step 2 are others than without a kill"]);
});

test("drawPlan() draws every kind of kill", () => {
  const random = new RandomStream(1, "chaos");
  const kinds = new Set(Array.from({ length: 100 }, () => drawPlan(random).at));
  assert.deepEqual([...kinds].sort(), ["file", "save", "step", "write"]);
});
