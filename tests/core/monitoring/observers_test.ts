import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunObserver } from "../../../core/mod.ts";
import { Observers } from "../../../core/monitoring/observers.ts";

class Broken implements RunObserver {
  calls = 0;
  onStep(): void {
    this.calls += 1;
    throw new Error("disk full");
  }
}

test("Observers.step() calls the next observer when one throws, and does not call that one again", () => {
  const broken = new Broken();
  let calls = 0;
  const failures: string[] = [];
  const healthy: RunObserver = {
    onStep: () => {
      calls += 1;
    },
  };
  const observers = new Observers([broken, healthy], (message) => failures.push(message));
  for (let i = 0; i < 2; i++) observers.step({} as never);
  assert.equal(calls, 2);
  assert.equal(broken.calls, 1);
  assert.deepEqual(failures, ['observer Broken threw "disk full": it is not called again']);
});

test("Observers.any is false when there is no observer", () => {
  assert.equal(new Observers([], () => {}).any, false);
});
