import assert from "node:assert/strict";
import { test } from "node:test";
import { rankTrials, renderSweep, sortMetric } from "../../../cli/sweep/results.ts";
import type { Sweep, Trial } from "../../../cli/sweep/sweep_file.ts";

const trial = (number: number, changes: Partial<Trial>): Trial => ({
  number,
  options: { width: number },
  status: "trained",
  epoch: 4,
  ended: true,
  monitor: "val_loss",
  ...changes,
});

const measured = (number: number, value: number | null, changes: Partial<Trial> = {}) =>
  trial(number, { metrics: { val_loss: value, val_accuracy: value }, ...changes });

const order = (trials: readonly Trial[], metric: string) =>
  rankTrials(trials, metric).map(({ number }) => number);

test("rankTrials() puts the lowest loss first, and the highest accuracy", () => {
  const trials = [measured(1, 0.5), measured(2, 0.3), measured(3, 0.9)];
  assert.deepEqual(order(trials, "val_loss"), [2, 1, 3]);
  assert.deepEqual(order(trials, "val_accuracy"), [3, 1, 2]);
});

test("rankTrials() puts values that are not finite last, then dropped trials by epochs, then failed ones", () => {
  const trials = [
    trial(1, { status: "failed" }),
    measured(2, 0.1, { status: "dropped", epoch: 1 }),
    measured(3, 0.4, { status: "dropped", epoch: 2 }),
    measured(4, null),
    measured(5, 0.9),
  ];
  assert.deepEqual(order(trials, "val_loss"), [5, 4, 3, 2, 1]);
});

test("sortMetric() is the one asked for, or the one that the jobs monitor", () => {
  const trials = [trial(1, {})];
  assert.equal(sortMetric({ trials, sort: "val_accuracy" }), "val_accuracy");
  assert.equal(sortMetric({ trials }), "val_loss");
  assert.equal(sortMetric({ trials: [] }), undefined);
});

test("renderSweep() shows options, metric, epochs, status with the fault, and run of every trial", () => {
  const trials = [
    trial(1, { status: "failed", fault: "no memory", epoch: 0 }),
    measured(2, 0.25, { run: "r2" }),
  ];
  assert.equal(
    renderSweep({ trials } as unknown as Sweep),
    [
      "trial  width  val_loss  epochs  status             run",
      "2      2      0.2500    4       trained            r2",
      "1      1      -         0       failed: no memory  -",
    ].join("\n"),
  );
});
