import assert from "node:assert/strict";
import fc from "fast-check";
import type { Watchdog } from "../../core/mod.ts";
import { leavesNoTensors } from "../_support/compute/tensors.ts";
import { type SuiteOptions, suiteOf } from "../_support/providers/suite.ts";
import { epochNumbers, stepsOf } from "../_support/providers/watchdogs.ts";

/** Losses of a training, what is not finite among them. */
const losses = fc.array(
  fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.double(), fc.constant(Number.NaN)),
  { maxLength: 120 },
);
const accuracies = fc.array(fc.double({ min: 0, max: 1 }), { maxLength: 10 });

/** Checks what the port {@link Watchdog} obliges a provider to. */
export function conformsToWatchdog(create: () => Watchdog, options: SuiteOptions = {}): void {
  const check = suiteOf(options);

  check("Watchdog has a name", () => {
    assert.match(create().name, /^[a-z][a-z-]*$/);
  });

  check("Watchdog raises no alarm for numbers that stay as they are", () => {
    const watchdog = create();
    for (const numbers of stepsOf(new Array(500).fill(0.7))) {
      assert.equal(watchdog.observeStep(numbers), undefined);
    }
    for (let epoch = 1; epoch <= 20; epoch++) {
      assert.equal(watchdog.observeEpoch(epochNumbers(epoch, 0.9)), undefined);
    }
  });

  check("Watchdog names in an alarm the steps that it was told of, the last one last", () => {
    const watchdog = create();
    const steps = stepsOf([...new Array(200).fill(1), ...new Array(50).fill(1e6)]);
    for (const numbers of steps) {
      const alarm = watchdog.observeStep(numbers);
      if (!alarm) continue;
      assert.equal(alarm.lastStep, numbers.step);
      assert.ok(alarm.firstStep >= 200 && alarm.firstStep <= alarm.lastStep);
      assert.notEqual(alarm.message, "");
    }
  });

  check("Watchdog.restore() goes on from JSON as if nothing had been, whatever it saw", () => {
    fc.assert(
      fc.property(losses, losses, accuracies, (before, after, seen) => {
        const [first, second] = [create(), create()];
        for (const numbers of stepsOf(before)) first.observeStep(numbers);
        seen.forEach((accuracy, at) => {
          first.observeEpoch(epochNumbers(at + 1, accuracy));
        });
        const state = JSON.stringify(first.state());
        second.restore(JSON.parse(state));
        assert.equal(JSON.stringify(second.state()), state);
        for (const numbers of stepsOf(after, before.length)) {
          assert.deepEqual(second.observeStep(numbers), first.observeStep(numbers));
        }
        const collapsed = epochNumbers(99, 0.1);
        assert.deepEqual(second.observeEpoch(collapsed), first.observeEpoch(collapsed));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  check("Watchdog makes no tensors", () =>
    leavesNoTensors(() => {
      const watchdog = create();
      for (const numbers of stepsOf([1, 2, 3])) watchdog.observeStep(numbers);
      watchdog.observeEpoch(epochNumbers(1, 0.5));
    }),
  );
}
