import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanes } from "../../scripts/_tests/queue.ts";

test("inLanes() does a number of tasks at a time, in order, and those that must be alone last", async () => {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (task: string) => {
    log.push(task);
    return new Promise<void>((resolve) => ends.set(task, resolve));
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const done = inLanes(["a", "alone", "b", "c"], 2, work, (task) => task === "alone");
  assert.deepEqual(log, ["a", "b"]);
  ends.get("b")?.();
  await settled();
  assert.deepEqual(log, ["a", "b", "c"]);
  ends.get("c")?.();
  await settled();
  assert.deepEqual(log, ["a", "b", "c"]);
  ends.get("a")?.();
  await settled();
  assert.deepEqual(log, ["a", "b", "c", "alone"]);
  ends.get("alone")?.();
  await done;
});

test("inLanes() rejects when a task does", async () => {
  await assert.rejects(
    inLanes(["a"], 2, () => Promise.reject(new Error("no"))),
    /no/,
  );
});
