import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../../../modules/data/_pool/jobs.ts";
import { PoolWorker } from "../../../../modules/data/_pool/pool_worker.ts";

const main = new URL("../../../fixtures/pool_worker.ts", import.meta.url);
const HANGS: Job = { kind: "open", specs: [] };
const DIES: Job = { kind: "prepare", preparation: {} };
const ANSWERS: Job = { kind: "fitted" };

test("PoolWorker.run() rejects with the job's action when the worker hangs", async () => {
  const worker = new PoolWorker(20, main);
  await worker.start();
  const told: number[] = [];
  await assert.rejects(
    () => worker.run(HANGS, 'read records 5 to 9 of "t.csv"', [], ({ done }) => told.push(done)),
    {
      code: "data/unavailable",
      message: 'Its worker did not answer for 20 ms. Cannot read records 5 to 9 of "t.csv".',
    },
  );
  assert.deepEqual(told, [1]);
  await worker.end();
});

test("PoolWorker.run() rejects every job when the worker dies, and those after", async () => {
  const worker = new PoolWorker(60_000, main);
  await worker.start();
  const jobs = [worker.run(DIES, "read a"), worker.run(HANGS, "read b")];
  for (const [at, job] of jobs.entries()) {
    const message = new RegExp(`no room left.*Cannot read ${"ab".charAt(at)}\\.$`, "s");
    await assert.rejects(job, { code: "data/unavailable", message });
  }
  await assert.rejects(() => worker.run(ANSWERS, "read c"), { message: /no room left/ });
  assert.equal(worker.load, 0);
  await worker.end();
});

test("PoolWorker.load counts the jobs without an answer", async () => {
  const worker = new PoolWorker(60_000, main);
  await worker.start();
  const jobs = [worker.run(ANSWERS, "fit"), worker.run(ANSWERS, "fit")];
  assert.equal(worker.load, 2);
  await Promise.all(jobs);
  assert.equal(worker.load, 0);
  await worker.end();
});
