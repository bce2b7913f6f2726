import assert from "node:assert/strict";
import { test } from "node:test";
import { Observers } from "../../../core/events/observers.ts";
import type { RunObserver } from "../../../core/mod.ts";

class Broken implements RunObserver {
  calls = 0;
  onStep(): void {
    this.calls += 1;
    throw new Error("disk full");
  }
}

test("Observers.each() goes on to the next when one throws, and does not ask that one again", () => {
  const broken = new Broken();
  let told = 0;
  const failures: string[] = [];
  const healthy: RunObserver = {
    onStep: () => {
      told += 1;
    },
  };
  const observers = new Observers([broken, healthy], (message) => failures.push(message));
  for (let i = 0; i < 2; i++) observers.each((observer) => observer.onStep?.({} as never));
  assert.equal(told, 2);
  assert.equal(broken.calls, 1);
  assert.deepEqual(failures, ["observer Broken threw 'disk full': it is not told any more"]);
});

test("Observers.any is false when nobody listens", () => {
  assert.equal(new Observers([], () => {}).any, false);
});
