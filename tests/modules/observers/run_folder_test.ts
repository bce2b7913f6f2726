import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { constant, listRuns, readRunLines, runFolder } from "../../../modules/mod.ts";
import { runFolderName } from "../../../modules/observers/run_folder/recorder.ts";
import { makeScratch, withScratch } from "../../../testing/_support/scratch.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";
import { observerOf } from "../../_support/observers/observe.ts";
import { gradientDescent, trainerOf } from "../../_support/training/training.ts";

const SMALL = [gradientDescent(), constant(0.1)];

const { scratch, remove } = makeScratch();
after(remove);
// A directory for each: their runs have the same names, and their workers go on for a while.
let made = 0;
conformsToRunObserver(({ clock }) => {
  made += 1;
  return observerOf(runFolder({ directory: scratch.path(`runs-${made}`) }), clock);
});

test("runFolder() records settings, epochs, steps, boundaries and the report of each run", () =>
  withScratch(async ({ path }) => {
    const trainer = trainerOf({
      modules: [...SMALL, runFolder({ directory: path("runs"), name: "spiral" })],
    });
    const reports = [await trainer.run({ epochs: 2 }), await trainer.run({ epochs: 1 })];
    await trainer.dispose();
    const runs = listRuns(path("runs")).flatMap((run) => ("record" in run ? [run] : []));
    assert.equal(runs.length, 2);
    for (const report of reports) {
      const run = runs.find(({ record }) => record.run_id === report.plan.runId);
      assert.ok(run);
      const { record, folder } = run;
      assert.equal(record.status, "completed");
      assert.equal(record.name, "spiral");
      assert.equal(record.config.batchSize, report.plan.batchSize);
      assert.equal(record.config.optimizer, report.plan.providers.optimizer);
      assert.equal(record.last?.loss, report.epochs.at(-1)?.train.loss);
      const lines = readRunLines(folder);
      assert.equal(lines.epochs.length, report.epochs.length);
      assert.equal(lines.boundaries.length, report.epochs.length);
      assert.equal(lines.readings.length, report.epochs.length);
      const steps = lines.steps as { readonly step: number; readonly loss: number }[];
      const ofEpochs = report.epochs.length * report.plan.stepsPerEpoch;
      assert.equal(steps.length, ofEpochs);
      assert.equal(steps.at(-1)?.step, report.epochs.at(-1)?.step);
    }
  }));

test("runFolder() records multiply-adds by block, stage and pass", () =>
  withScratch(async ({ path }) => {
    const trainer = trainerOf({ modules: [...SMALL, runFolder({ directory: path("runs") })] });
    const { compute, epochs } = await trainer.run({ epochs: 2 });
    await trainer.dispose();
    const [run] = listRuns(path("runs"));
    assert.ok(run && "record" in run && compute && compute.total > 0);
    assert.equal(run.record.multiply_adds, compute.total);
    assert.deepEqual(run.record.compute, compute.entries);
    const lines = readRunLines(run.folder).epochs as { readonly multiply_adds: number }[];
    assert.deepEqual(
      lines.map((line) => line.multiply_adds),
      epochs.map(({ multiplyAdds }) => multiplyAdds),
    );
  }));

test("runFolder() leaves a run alone whose folder cannot be made, and says why", () =>
  withScratch(async ({ path }) => {
    writeFileSync(path("file"), "");
    const trainer = trainerOf({ modules: [...SMALL, runFolder({ directory: path("file/runs") })] });
    const report = await trainer.run({ epochs: 3 });
    await trainer.dispose();
    assert.equal(report.endReason, "completed");
    const [incident] = report.incidents;
    assert.equal(incident?.kind, "observer/failed");
    assert.match(incident?.message ?? "", /Recorder threw .*file.runs/);
  }));

test("runFolder() reports a worker that cannot write what a run ends with", () =>
  withScratch(async ({ path }) => {
    // A folder is in the way of the report's file, as a full disk would be.
    const onStart = (folder: string) => mkdirSync(join(folder, "report.json.partial"));
    const trainer = trainerOf({
      modules: [...SMALL, runFolder({ directory: path("runs"), onStart })],
    });
    const report = await trainer.run({ epochs: 1 });
    await trainer.dispose();
    assert.equal(report.endReason, "completed");
    assert.deepEqual(report.incidentCounts, { "observer/failed": 1 });
    const [incident] = report.incidents;
    assert.match(incident?.message ?? "", /^observer Recorder lost .* EISDIR.*report\.json/);
  }));

test("runFolderName() has the time, the job and the run, and no character that a path could mistake", () => {
  const at = "2026-11-30T22:36:07.123Z";
  assert.equal(runFolderName(at, "digits", "1a2b-3c"), "20261130-223607-digits-1a2b");
  assert.equal(runFolderName(at, "../my job/é", "ffffffff"), "20261130-223607-_my_job_-ffff");
  assert.equal(runFolderName(at, "..", "0000"), "20261130-223607-run-0000");
});
