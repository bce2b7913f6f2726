import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Alarm, Watchdog } from "../../../core/mod.ts";
import { WATCHDOG } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type WatchdogOptions, watchdog } from "../../../modules/mod.ts";
import { epochNumbers, stepsOf } from "../../../testing/_support/watchdogs.ts";
import { conformsToWatchdog } from "../../../testing/watchdog.ts";

function make(options: WatchdogOptions = {}): Watchdog {
  const container = new Container();
  container.load(watchdog(options));
  return container.get(WATCHDOG);
}

/** Every alarm that `losses` raise. */
function alarms(dog: Watchdog, losses: readonly number[], from = 0): Alarm[] {
  return stepsOf(losses, from).flatMap((numbers) => dog.observeStep(numbers) ?? []);
}

/** 0.9 and 1.1 in turns: mean 1, standard deviation 0.1. */
const wave = (length: number) => Array.from({ length }, (_, at) => (at % 2 === 0 ? 0.9 : 1.1));

conformsToWatchdog(() => make());

test("watchdog() finds a loss above 15 times its running average on 3 steps in a row", () => {
  // The window's mean is 1 and its deviation 0.1: 6 of those are 1.6, which the other rule would find first.
  const dog = make({ lossSigma: false });
  assert.deepEqual(alarms(dog, [...wave(40), 15.1, 15.2, 15.3]), [
    {
      rule: "loss-ratio",
      firstStep: 40,
      lastStep: 42,
      // The average of as many losses as the window takes at most is their plain mean.
      message:
        "loss 15.3 was more than 15 times its running average of 1 for 3 steps in a row, from 40 to 42",
    },
  ]);
});

test("watchdog() bears a loss of just 15 times its running average", () => {
  assert.deepEqual(
    alarms(make({ lossSigma: false }), [...new Array(40).fill(1), 15, 15, 15, 15]),
    [],
  );
});

test("watchdog() finds a loss 6 deviations above the mean of its window on 3 steps in a row", () => {
  const dog = make({ lossRatio: false, sigmaFloor: 0 });
  // 1 + 6 * 0.1
  assert.deepEqual(alarms(dog, [...wave(40), 1.59, 1.59, 1.59]), []);
  const [alarm] = alarms(dog, [...wave(100), 9, 9, 9], 43);
  assert.deepEqual([alarm?.rule, alarm?.firstStep, alarm?.lastStep], ["loss-sigma", 143, 145]);
  assert.match(alarm?.message ?? "", /^loss 9 was above 1\.6\d*, 6 standard deviations above/);
});

test("watchdog() takes a deviation for at least a tenth of the mean", () => {
  const still = new Array(40).fill(2);
  // 2 + 6 * max(0, 0.1 * 2)
  assert.deepEqual(alarms(make(), [...still, 3.19, 3.19, 3.19]), []);
  assert.equal(alarms(make(), [...still, 3.21, 3.21, 3.21])[0]?.rule, "loss-sigma");
  assert.equal(alarms(make({ sigmaFloor: 0 }), [...still, 2.01, 2.01, 2.01]).length, 1);
});

test("watchdog() bears fewer steps in a row than it is told to wait for", () => {
  const spikes = [...wave(40), 99, 99, 1, 99, 99, 1, 99, 99];
  assert.deepEqual(alarms(make(), spikes), []);
  assert.equal(alarms(make({ consecutive: 2 }), spikes).length, 3);
  assert.deepEqual(
    alarms(make({ consecutive: 1 }), [...wave(40), 99]).map(({ firstStep }) => firstStep),
    [40],
  );
});

test("watchdog() keeps losses that are too high out of what it compares with", () => {
  // Were the first two added, 15 times the average would be 87 when the third comes: (40 + 2 * 99) / 42 * 15.
  const dog = make({ lossSigma: false });
  assert.equal(alarms(dog, [...wave(40), 99, 99, 16]).length, 1);
  assert.equal(alarms(dog, [99, 99, 16], 43).length, 1);
});

test("watchdog() lets its average follow the losses of about as many steps as its window has", () => {
  // After 20 of 1, and 20 of 11 that are each below 15 times it: 11 - 10 (1 - 1/20)^20 = 7.415, times 15: 111.2.
  const losses = [...new Array(20).fill(1), ...new Array(20).fill(11)];
  const options = { lossSigma: false, window: 20, armedAfter: 2, consecutive: 1 } as const;
  assert.deepEqual(alarms(make(options), [...losses, 111]), []);
  assert.equal(alarms(make(options), [...losses, 111.5]).length, 1);
});

test("watchdog() finds nothing before it has seen as many steps as it is told", () => {
  assert.deepEqual(alarms(make(), [...new Array(19).fill(1), 99, 99]), []);
  assert.equal(alarms(make(), [...new Array(20).fill(1), 99, 99, 99]).length, 1);
});

test("watchdog() goes on with a row over a step that is not finite, and begins none with it", () => {
  const { NaN: bad } = Number;
  const [alarm] = alarms(make(), [...wave(40), 99, bad, 99]);
  assert.deepEqual([alarm?.firstStep, alarm?.lastStep], [40, 42]);
  assert.deepEqual(alarms(make(), [...wave(40), bad, bad, bad, 1, bad, 99, 99]), []);
});

test("watchdog() judges losses below zero by their deviation alone", () => {
  const still = new Array(40).fill(-1);
  // -1 + 6 * max(0, 0.1 * 1)
  assert.deepEqual(alarms(make(), [...still, -0.41, -0.41, -0.41]), []);
  assert.equal(alarms(make(), [...still, -0.39, -0.39, -0.39])[0]?.rule, "loss-sigma");
});

test("watchdog() is told of steps late and names those that it was told of", () => {
  const dog = make();
  alarms(dog, wave(40), 1_000);
  assert.deepEqual(
    alarms(dog, [99, 99, 99], 1_040).map(({ firstStep, lastStep }) => [firstStep, lastStep]),
    [[1_040, 1_042]],
  );
});

test("watchdog() finds a validation that fell to the level of guessing", () => {
  const dog = make();
  assert.equal(dog.observeEpoch(epochNumbers(1, 0.1)), undefined);
  // (0.28 - 0.1) / 0.9 = 0.2: it has learned something.
  assert.equal(dog.observeEpoch(epochNumbers(2, 0.28)), undefined);
  // (0.119 - 0.1) / 0.9 = 0.0211
  assert.equal(dog.observeEpoch(epochNumbers(3, 0.119)), undefined);
  assert.deepEqual(dog.observeEpoch(epochNumbers(4, 0.117)), {
    rule: "collapse",
    firstStep: 30,
    lastStep: 39,
    message:
      "validation accuracy of epoch 4 was 0.117, the level of guessing (0.1), after it had been well above",
  });
});

test("watchdog() takes no validation for a fall that never was better than guessing", () => {
  const dog = make();
  for (const accuracy of [0.1, 0.27, 0.1]) {
    assert.equal(dog.observeEpoch(epochNumbers(1, accuracy)), undefined);
  }
});

test("watchdog() takes a validation of few examples for no better than guessing where it may be luck", () => {
  // 6 sqrt(0.1 * 0.9 / examples): 0.52 of 12 examples, 0.18 of 100.
  for (const [examples, accuracy, learned] of [
    [12, 0.6, false],
    [12, 0.63, true],
    [100, 0.28, true],
  ] as const) {
    const dog = make();
    dog.observeEpoch({ ...epochNumbers(1, accuracy), examples });
    const alarm = dog.observeEpoch({ ...epochNumbers(2, 0.1), examples });
    assert.equal(alarm !== undefined, learned, `${accuracy} of ${examples}`);
  }
});

test("watchdog() watches the metric and the level that it is told", () => {
  const dog = make({ collapse: { metric: "top5", chance: 0.5, learned: 0.5, collapsed: 0.1 } });
  const epoch = (top5: number) => dog.observeEpoch({ ...epochNumbers(1, 0), validation: { top5 } });
  assert.equal(epoch(0.75), undefined);
  assert.equal(epoch(0.56), undefined);
  assert.equal(epoch(0.54)?.rule, "collapse");
  assert.equal(dog.observeEpoch(epochNumbers(1, 0)), undefined);
});

test("watchdog() does not know the level of guessing where targets are no classes", () => {
  const dog = make();
  for (const accuracy of [0.9, 0]) {
    const numbers = { ...epochNumbers(1, accuracy), chance: undefined };
    assert.equal(dog.observeEpoch(numbers), undefined);
  }
});

test("watchdog() leaves out each rule that is false", () => {
  const dog = make({ lossRatio: false, lossSigma: false, collapse: false });
  assert.deepEqual(alarms(dog, [...wave(40), 1e9, 1e9, 1e9]), []);
  for (const accuracy of [0.9, 0.1]) {
    assert.equal(dog.observeEpoch(epochNumbers(1, accuracy)), undefined);
  }
});

test("watchdog() never alarms for losses that stay within a factor of 1.5 of each other", () => {
  // Mean at least 1, floor 0.1: the limit is at least 1.6.
  const steady = fc.array(fc.double({ min: 1, max: 1.5, noNaN: true }), { maxLength: 400 });
  fc.assert(
    fc.property(steady, (losses) => {
      assert.deepEqual(alarms(make(), losses), []);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("watchdog() refuses options out of their range", () => {
  const refused = (options: unknown, message: string) =>
    assert.throws(() => watchdog(options as WatchdogOptions), { code: "options/invalid", message });
  refused({ lossRatio: 1 }, '"lossRatio" must be greater than 1, but is 1. Cannot make watchdog.');
  refused(
    { armedAfter: 101 },
    '"options" must be an "armedAfter" of at most "window", but is {"armedAfter":101}. Cannot make watchdog.',
  );
  refused(
    { collapse: { learned: 0.1, collapsed: 0.1 } },
    '"collapse" must be a "collapsed" below "learned", but is {"learned":0.1,"collapsed":0.1}. Cannot make watchdog.',
  );
});

test("Watchdog.restore() refuses what is not its state, and changes nothing then", () => {
  const dog = make();
  alarms(dog, wave(30));
  const before = dog.state();
  const losses = { history: { count: 3, average: 1, window: [1] }, streak: null };
  assert.throws(() => dog.restore({ losses, learned: true }), {
    code: "state/invalid",
    message: /a window of the last 100 losses, or of all where there are fewer/,
  });
  assert.deepEqual(dog.state(), before);
});
