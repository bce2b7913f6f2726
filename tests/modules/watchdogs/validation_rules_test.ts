import assert from "node:assert/strict";
import { test } from "node:test";
import { WATCHDOG, type Watchdog } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type WatchdogOptions, watchdog } from "../../../modules/mod.ts";
import { epochNumbers, stepsOf } from "../../../testing/_support/watchdogs.ts";

function make(options: WatchdogOptions = {}): Watchdog {
  const container = new Container();
  container.load(watchdog(options));
  return container.get(WATCHDOG);
}

/** Shows `dog` steps with a loss of about 1, the first of them `first`. */
function train(dog: Watchdog, first = 1.1): void {
  const losses = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 0.9 : 1.1));
  for (const numbers of stepsOf([first, ...losses])) dog.observeStep(numbers);
}

test("watchdog() detects a validation loss far above those before it", () => {
  const dog = make();
  train(dog);
  assert.equal(dog.observeEpoch(epochNumbers(1, 0.5, 0.9)), undefined);
  // 15 times 0.9
  assert.equal(dog.observeEpoch(epochNumbers(2, 0.5, 13.5)), undefined);
  assert.deepEqual(dog.observeEpoch(epochNumbers(3, 0.5, 203)), {
    rule: "collapse",
    firstStep: 20,
    lastStep: 29,
    message: "validation loss of epoch 3 was 203, after 13.5 at most",
  });
  const infinite = epochNumbers(4, 0.5, Number.POSITIVE_INFINITY);
  assert.equal(dog.observeEpoch(infinite)?.rule, "collapse");
  const without = make({ collapse: { lossRatio: false } });
  for (const loss of [1, 1e9]) {
    assert.equal(without.observeEpoch(epochNumbers(1, 0.5, loss)), undefined);
  }
});

test("watchdog() raises no alarm when a validation loss rises with overfitting or is below zero", () => {
  const dog = make();
  train(dog, 2.3);
  // 1e-3 to 2: 2,000 times, but no more than the training began with.
  for (const loss of [1e-3, 2, 4, 8, 16]) {
    assert.equal(dog.observeEpoch(epochNumbers(1, 0.5, loss)), undefined);
  }
  const negative = make();
  for (const loss of [-5, -0.1, 3, -2]) {
    assert.equal(negative.observeEpoch(epochNumbers(1, 0.5, loss)), undefined);
  }
});

test("watchdog() reports bad validation examples once when the first validation loss is absurd", () => {
  const dog = make();
  train(dog);
  const alarm = dog.observeEpoch(epochNumbers(1, 0.5, 5e27));
  assert.equal(alarm?.rule, "validation");
  assert.match(
    alarm?.message ?? "",
    /was 5e\+27, and the highest training loss 1\.1: look for bad values/,
  );
  assert.equal(dog.observeEpoch(epochNumbers(2, 0.5, 6e27)), undefined);
  assert.equal(dog.observeEpoch(epochNumbers(3, 0.5, 1)), undefined);
  assert.equal(dog.observeEpoch(epochNumbers(4, 0.5, 5e27))?.rule, "collapse");
});

test("watchdog() detects a validation that falls to the level of guessing", () => {
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

test("watchdog() raises no alarm when a validation never was better than guessing", () => {
  const dog = make();
  for (const accuracy of [0.1, 0.27, 0.1]) {
    assert.equal(dog.observeEpoch(epochNumbers(1, accuracy)), undefined);
  }
});

test("watchdog() counts a validation of few examples as guessing when it may be chance", () => {
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

test("watchdog() watches the configured metric and levels", () => {
  const dog = make({ collapse: { metric: "top5", chance: 0.5, learned: 0.5, collapsed: 0.1 } });
  const epoch = (top5: number) => dog.observeEpoch({ ...epochNumbers(1, 0), validation: { top5 } });
  assert.equal(epoch(0.75), undefined);
  assert.equal(epoch(0.56), undefined);
  assert.equal(epoch(0.54)?.rule, "collapse");
  assert.equal(dog.observeEpoch(epochNumbers(1, 0)), undefined);
});

test("watchdog() knows no level of guessing when targets are not classes", () => {
  const dog = make();
  for (const accuracy of [0.9, 0]) {
    const numbers = { ...epochNumbers(1, accuracy), chance: undefined };
    assert.equal(dog.observeEpoch(numbers), undefined);
  }
});

test("watchdog() blames the validation's examples once when its loss is NaN", () => {
  const dog = make();
  train(dog);
  dog.observeEpoch(epochNumbers(1, 0.5, 1));
  assert.equal(dog.observeEpoch(epochNumbers(2, 0.5, Number.NaN))?.rule, "validation");
  assert.equal(dog.observeEpoch(epochNumbers(3, 0.5, Number.NaN)), undefined);
  assert.equal(dog.observeEpoch(epochNumbers(4, 0.5, 16))?.rule, "collapse");
});
