import assert from "node:assert/strict";
import { test } from "node:test";
import { SupervisedWorker } from "../../../core/runtime/mod.ts";
import { Pacer } from "../../../core/runtime/pacer.ts";

function fakeClock() {
  let nowMs = 100;
  return {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

test("Pacer.due is true when the interval has passed, and not before", () => {
  const clock = fakeClock();
  const pacer = new Pacer(clock, 50);
  clock.advance(49);
  assert.equal(pacer.due, false);
  clock.advance(1);
  assert.equal(pacer.due, true);
});

test("Pacer.yield() begins the interval anew", async () => {
  const clock = fakeClock();
  const pacer = new Pacer(clock, 50);
  clock.advance(70);
  await pacer.yield();
  assert.equal(pacer.due, false);
});

test("Pacer.yield() lets a timer run that is due", async () => {
  const pacer = new Pacer(fakeClock(), 50);
  let ran = false;
  const timer = setTimeout(() => {
    ran = true;
  }, 0);
  for (let turn = 0; turn < 1000 && !ran; turn++) await pacer.yield();
  clearTimeout(timer);
  assert.equal(ran, true);
});

test("Pacer.yield() hands on what a worker has sent while the thread was held", async () => {
  const clock = fakeClock();
  const pacer = new Pacer(clock, 50);
  const main = new URL("../../fixtures/served_worker.ts", import.meta.url);
  const heard: string[] = [];
  const worker = new SupervisedWorker<string, string, string, number>(
    { main, task: () => "echo" },
    { onMessage: (message) => heard.push(message) },
  );
  await worker.start();
  for (let turn = 1; turn <= 8; turn++) {
    worker.post(String(turn));
    // Held for 250 ms by the clock, and until the worker has surely answered.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    clock.advance(250);
    await pacer.yield();
  }
  for (let turn = 0; turn < 1_000 && heard.length < 9; turn++) {
    clock.advance(250);
    await pacer.yield();
  }
  assert.equal(heard.length, 9);
  await worker.end();
});
