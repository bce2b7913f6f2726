import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordingWorkers } from "../../../../modules/observers/_recording/mod.ts";

const MAIN = new URL("../../../fixtures/recording_worker.ts", import.meta.url);

/** The workers of a run whose end was sent to a worker that does as `task` says. */
function ended(task: string, endMs?: number): RecordingWorkers<string, { readonly end: string }> {
  const workers = new RecordingWorkers<string, { readonly end: string }>({ main: MAIN, endMs });
  workers.start(task);
  workers.send({ end: "the report" });
  return workers;
}

test("RecordingWorkers.settle() resolves once the end of a run is written", async () => {
  const workers = ended("writes");
  await workers.settle();
  await workers.dispose();
});

test("RecordingWorkers.settle() rejects if the end of a run cannot be written", async () => {
  const workers = ended("fails");
  const expected = { message: "no space left" };
  await assert.rejects(workers.settle(), expected);
  await workers.dispose();
});

test("RecordingWorkers.settle() rejects once its time is over if the worker does not answer", async () => {
  const workers = ended("hangs", 1);
  const expected = { message: "the end of the run was not written within 0.001 s" };
  await assert.rejects(workers.settle(), expected);
  await workers.dispose();
});

test("RecordingWorkers.settle() does not wait for a run that goes on", async () => {
  const workers = new RecordingWorkers<string, { readonly end: string }>({ main: MAIN });
  workers.start("hangs");
  await workers.settle();
  await workers.dispose();
});
