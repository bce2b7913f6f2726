import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Alarm, Watchdog } from "../../../core/mod.ts";
import { WATCHDOG } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type WatchdogOptions, watchdog } from "../../../modules/mod.ts";
import type { WatchdogState } from "../../../modules/watchdogs/watchdog/state.ts";
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

test("watchdog() detects a loss above 15 times its running average in 3 consecutive steps", () => {
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

test("watchdog() raises no alarm for a loss of exactly 15 times its running average", () => {
  assert.deepEqual(
    alarms(make({ lossSigma: false }), [...new Array(40).fill(1), 15, 15, 15, 15]),
    [],
  );
});

test("watchdog() detects a loss 6 deviations above the mean of its window in 3 consecutive steps", () => {
  const dog = make({ lossRatio: false, sigmaFloor: 0 });
  // 1 + 6 * 0.1
  assert.deepEqual(alarms(dog, [...wave(40), 1.59, 1.59, 1.59]), []);
  const [alarm] = alarms(dog, [...wave(100), 9, 9, 9], 43);
  assert.deepEqual([alarm?.rule, alarm?.firstStep, alarm?.lastStep], ["loss-sigma", 143, 145]);
  assert.match(alarm?.message ?? "", /^loss 9 was above 1\.6\d*, 6 standard deviations above/);
});

test("watchdog() counts a deviation as at least a tenth of the mean", () => {
  const still = new Array(40).fill(2);
  // 2 + 6 * max(0, 0.1 * 2)
  assert.deepEqual(alarms(make(), [...still, 3.19, 3.19, 3.19]), []);
  assert.equal(alarms(make(), [...still, 3.21, 3.21, 3.21])[0]?.rule, "loss-sigma");
  assert.equal(alarms(make({ sigmaFloor: 0 }), [...still, 2.01, 2.01, 2.01]).length, 1);
});

test("watchdog() raises no alarm for fewer consecutive steps than configured", () => {
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

test("watchdog() averages over about as many steps as its window has", () => {
  // After 20 of 1, and 20 of 11 that are each below 15 times it: 11 - 10 (1 - 1/20)^20 = 7.415, times 15: 111.2.
  const losses = [...new Array(20).fill(1), ...new Array(20).fill(11)];
  const options = { lossSigma: false, window: 20, armedAfter: 2, consecutive: 1 } as const;
  assert.deepEqual(alarms(make(options), [...losses, 111]), []);
  assert.equal(alarms(make(options), [...losses, 111.5]).length, 1);
});

test("watchdog() applies no rule before armedAfter steps", () => {
  assert.deepEqual(alarms(make(), [...new Array(19).fill(1), 99, 99]), []);
  assert.equal(alarms(make(), [...new Array(20).fill(1), 99, 99, 99]).length, 1);
});

test("watchdog() continues a streak over a non-finite step, and starts none with it", () => {
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

test("watchdog() names the steps that it was given when they come late", () => {
  const dog = make();
  alarms(dog, wave(40), 1_000);
  assert.deepEqual(
    alarms(dog, [99, 99, 99], 1_040).map(({ firstStep, lastStep }) => [firstStep, lastStep]),
    [[1_040, 1_042]],
  );
});

test("watchdog() detects a single loss a thousand times the usual one", () => {
  assert.deepEqual(alarms(make(), [...wave(41), 901]), [
    {
      rule: "loss-jump",
      firstStep: 41,
      lastStep: 41,
      message: "loss 901 at step 41 was more than 1000 times the usual 0.9",
    },
  ]);
  assert.deepEqual(alarms(make(), [...wave(41), 899]), []);
  assert.deepEqual(alarms(make({ lossJump: false }), [...wave(40), 1e9]), []);
  assert.equal(alarms(make({ lossJump: 100 }), [...wave(40), 111]).length, 1);
});

test("watchdog() detects each bad batch when the first step had one too", () => {
  // One batch in eight is a million times too large, that of the first step too.
  const losses = Array.from({ length: 64 }, (_, at) => (at % 8 === 0 ? 3e4 : 1.4));
  assert.deepEqual(
    alarms(make(), losses).map(({ firstStep }) => firstStep),
    [8, 16, 24, 32, 40, 48, 56],
  );
});

test("watchdog() raises no alarm when a network that has memorized its examples gets one wrong", () => {
  const learned = [...new Array(20).fill(2.3), ...new Array(300).fill(1e-5)];
  const quiet = { lossRatio: false, lossSigma: false } as const;
  // A million times what is usual, and no more than a thousand times 0.05.
  assert.deepEqual(alarms(make(quiet), [...learned, 4, 1e-5, 20, 49]), []);
  assert.equal(alarms(make(quiet), [...learned, 51])[0]?.rule, "loss-jump");
  assert.equal(alarms(make({ ...quiet, jumpFloor: 1e-4 }), [...learned, 4]).length, 1);
});

test("watchdog() detects a loss that explodes within the first steps", () => {
  // A rate of 1e5, and one at which the loss explodes in step 5, when the median of five losses is 38.
  assert.equal(alarms(make(), [1.3, 4.6e12])[0]?.firstStep, 1);
  assert.equal(alarms(make(), [1.3, 21, 38, 47, 67, 39_000])[0]?.firstStep, 5);
  assert.deepEqual(alarms(make(), [1.3, 21, 38, 47, 67, 37_000]), []);
});

test("watchdog() raises no alarm when the first losses are low by chance", () => {
  assert.deepEqual(alarms(make(), [1e-4, 2, 0.5, 3, 1, 2]), []);
  assert.deepEqual(alarms(make(), [0, 2, 0.5, 3, 1, 2]), []);
  assert.deepEqual(alarms(make(), [1, 8e4, 2e4, 9e4, 1e5, 7e4]), []);
});

test("watchdog() names the whole streak when it ends in a jump", () => {
  const [alarm] = alarms(make(), [...wave(40), 20, 50_000]);
  assert.deepEqual([alarm?.rule, alarm?.firstStep, alarm?.lastStep], ["loss-jump", 40, 41]);
});

test("watchdog() disables each rule that is false", () => {
  const dog = make({ lossRatio: false, lossSigma: false, lossJump: false, collapse: false });
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
  const history = { count: 3, average: 1, highest: 1, size: 100, window: [1] };
  const validation = { learned: true, highestLoss: 1, told: false };
  assert.throws(() => dog.restore({ losses: { history, streak: null }, validation }), {
    code: "state/invalid",
    message: /a window of the last "size" losses, or of all if there are fewer/,
  });
  assert.deepEqual(dog.state(), before);
});

for (const [from, to] of [
  [30, 10],
  [10, 30],
] as const) {
  test(`Watchdog.restore() keeps the last losses that fit when its window was ${from} and is ${to}`, () => {
    const [dog, other] = [from, to].map((window) => make({ window, armedAfter: 5 })) as [
      Watchdog,
      Watchdog,
    ];
    alarms(dog, wave(40));
    other.restore(dog.state());
    const { losses } = other.state() as unknown as WatchdogState;
    const { losses: before } = dog.state() as unknown as WatchdogState;
    assert.deepEqual(losses.history.window, before.history.window.slice(-10));
    alarms(other, wave(40));
    assert.equal((other.state() as unknown as WatchdogState).losses.history.window.length, to);
  });
}
