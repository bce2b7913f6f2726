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

test("Observers.settle() waits for every observer, and reports those that lost something", async () => {
  class Full implements RunObserver {
    settle(): Promise<void> {
      return Promise.reject(new Error("disk full"));
    }
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow: RunObserver = { settle: () => promise };
  const failures: string[] = [];
  const observers = new Observers([new Full(), {}, slow], (message) => failures.push(message));
  let settled = false;
  const settling = observers.settle().then(() => {
    settled = true;
  });
  await Promise.resolve();
  assert.equal(settled, false);
  resolve();
  await settling;
  assert.deepEqual(failures, ["observer Full lost something of the run: disk full"]);
});

test("Observers.values() shows a sample to those who want it: of the first step and every nth after it", () => {
  const seen: number[] = [];
  const often: RunObserver = {
    samples: { valuesEvery: 2 },
    onValues: ({ step }) => seen.push(step),
  };
  const rare: RunObserver = {
    samples: { valuesEvery: 3 },
    onValues: ({ step }) => seen.push(-step),
  };
  const observers = new Observers([{ onValues: () => seen.push(0) }, often, rare], () => {});
  const none = new Float32Array();
  for (let step = 1; step <= 7; step++) {
    if (!observers.wantsValues(step)) continue;
    observers.values({ step, tensors: [], weights: none, gradients: none });
  }
  assert.deepEqual(seen, [1, -1, 3, -4, 5, 7, -7]);
});

test("Observers.ending() waits for what belongs in the report, and reports who cannot hand it over", async () => {
  class Gone implements RunObserver {
    onRunEnding(): void {
      throw new Error("its worker ended");
    }
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const failures: string[] = [];
  const observers = new Observers([new Gone(), { onRunEnding: () => promise }], (message) =>
    failures.push(message),
  );
  let ended = false;
  const ending = observers.ending().then(() => {
    ended = true;
  });
  await Promise.resolve();
  assert.equal(ended, false);
  resolve();
  await ending;
  assert.deepEqual(failures, ["observer Gone lost something of the run: its worker ended"]);
});
