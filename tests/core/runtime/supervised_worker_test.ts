import assert from "node:assert/strict";
import { test } from "node:test";
import { SupervisedWorker } from "../../../core/runtime/mod.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";

type Task = "echo" | "fail" | "hang" | "missing";

const main = (task: Task) =>
  new URL(task === "missing" ? "nowhere.ts" : "../../fixtures/served_worker.ts", import.meta.url);

function workerOf(task: Task, spec: { startTimeoutMs?: number; restartAfterMs?: number } = {}) {
  const events: string[] = [];
  const worker = new SupervisedWorker<Task, string, string, number>(
    { main: main(task), task: () => task, ...spec },
    {
      onMessage: (message) => events.push(message),
      onDeath: (reason) => events.push(`dead: ${reason}`),
      onRestart: (ready) => events.push(`restarted with ${ready}`),
    },
  );
  return { worker, events };
}

test("SupervisedWorker.start() resolves with the worker's first word, and messages go both ways", async () => {
  const { worker, events } = workerOf("echo");
  assert.equal(worker.post("nobody hears it"), false);
  assert.equal(await worker.start(), 7);
  assert.equal(worker.post("one"), true);
  await waitUntil("it is echoed", () => events.length === 2);
  assert.deepEqual(events, ["before it is ready", "echo one"]);
  await worker.end();
  assert.deepEqual([worker.isUp, worker.post("two"), events.length], [false, false, 2]);
});

for (const [task, reason] of [
  ["fail", /^no such package$/],
  ["missing", /^its worker failed: .*nowhere/],
  ["hang", /^its worker was not ready after 50 ms$/],
] as const) {
  test(`SupervisedWorker.start() rejects with the cause when the worker is to ${task}`, async () => {
    const { worker, events } = workerOf(task, { startTimeoutMs: task === "hang" ? 50 : 10_000 });
    await assert.rejects(worker.start(), { message: reason });
    assert.deepEqual([worker.isUp, events], [false, []]);
    await worker.end();
  });
}

test("SupervisedWorker reports a worker that dies, and replaces it when its spec says so", async () => {
  const { worker, events } = workerOf("echo", { restartAfterMs: 1 });
  await worker.start();
  for (const how of ["throw", "exit", "reject"]) {
    events.length = 0;
    worker.post(how);
    await waitUntil(`it is replaced after ${how}`, () => events.includes("restarted with 7"));
    assert.match(
      events.find((event) => event.startsWith("dead")) ?? "",
      /^dead: its worker (failed: thrown|ended)/,
    );
  }
  worker.post("again");
  await waitUntil("it answers", () => events.includes("echo again"));
  await worker.end();
});

test("SupervisedWorker leaves a worker that died without a replacement unless asked for one", async () => {
  const { worker, events } = workerOf("echo");
  await worker.start();
  worker.post("exit");
  await waitUntil("it is dead", () => events.includes("dead: its worker ended"));
  assert.equal(worker.post("one"), false);
  assert.equal(await worker.start(), 7);
  await worker.end();
});

test("SupervisedWorker.postEarly() sends to a worker that starts, which gets it even while this thread is held", async () => {
  const { worker, events } = workerOf("echo");
  assert.equal(worker.postEarly("nobody hears it"), false);
  const started = worker.start();
  assert.equal(worker.postEarly("one"), true);
  await started;
  await waitUntil("it is echoed", () => events.includes("echo one"));
  await worker.end();
  assert.equal(worker.postEarly("two"), false);
});
