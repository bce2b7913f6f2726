import assert from "node:assert/strict";
import { test } from "node:test";
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
