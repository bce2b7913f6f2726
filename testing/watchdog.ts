import assert from "node:assert/strict";
import { RandomStream, type Watchdog } from "../core/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { leavesNoTensors } from "./_support/tensors.ts";
import { epochNumbers, stepsOf } from "./_support/watchdogs.ts";

/** Losses that no training should have, but some do. */
const EXTREMES = [Number.NaN, Infinity, -Infinity, 0, -1, 1e300, 5e-324];

/** Losses of a training of up to 120 steps, one in three of them extreme. */
function lossesOf(random: RandomStream): number[] {
  return Array.from({ length: random.below(121) }, () =>
    random.below(3) === 0
      ? (EXTREMES[random.below(EXTREMES.length)] as number)
      : 10 * random.next(),
  );
}

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
    const random = new RandomStream(1, "watchdog");
    for (let run = 0; run < 100; run++) {
      const [before, after] = [lossesOf(random), lossesOf(random)];
      const seen = Array.from({ length: random.below(11) }, () => random.next());
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
    }
  });

  check("Watchdog makes no tensors", () =>
    leavesNoTensors(() => {
      const watchdog = create();
      for (const numbers of stepsOf([1, 2, 3])) watchdog.observeStep(numbers);
      watchdog.observeEpoch(epochNumbers(1, 0.5));
    }),
  );
}
