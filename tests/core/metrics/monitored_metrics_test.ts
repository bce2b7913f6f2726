import assert from "node:assert/strict";
import { test } from "node:test";
import { METRIC, type Metric } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { arrays, confusionMatrix, constant, f1, plateau } from "../../../modules/mod.ts";
import { gradientDescent, spiral, trainerOf } from "../../_support/training/training.ts";

/** A metric whose passes have the values of `script`, one after the other. */
function scripted(name: string, script: readonly number[], better: "higher" | "lower" = "higher") {
  let passes = 0;
  const metric: Metric = {
    name,
    better,
    check: () => {},
    // However many states a pass has, one of them says what it came to.
    start: () => ({
      update: () => {},
      sums: () => new Float64Array(),
      merge: () => {},
      result: () => script[passes++] as number,
    }),
  };
  return new ContainerModule(({ bind }) => {
    bind(METRIC).toConstantValue(metric);
  });
}

const DATA = () => arrays({ ...spiral(12), validation: spiral(6) });

test("Trainer.run() stops early by a metric of the validation, and keeps its best epoch", async () => {
  await using trainer = trainerOf({
    data: DATA(),
    modules: [gradientDescent(), constant(0.1), scripted("score", [1, 3, 2, 2, 9])],
  });
  const report = await trainer.run({
    epochs: 5,
    monitor: "val_score",
    earlyStopping: { patience: 2 },
  });
  assert.equal(report.endReason, "early-stopped");
  assert.equal(report.best?.epoch, 2);
  assert.equal(report.epochs[1]?.validation?.metrics.score, 3);
  assert.equal(report.epochs[1]?.train.metrics.score, undefined);
});

test("plateau() lowers the rate by a metric of the validation", async () => {
  await using trainer = trainerOf({
    data: DATA(),
    modules: [
      gradientDescent(),
      plateau({ initial: 0.1, monitor: "val_cost", mode: "min", factor: 0.5, patience: 1 }),
      scripted("cost", [1, 2, 2, 2], "lower"),
    ],
  });
  const { epochs } = await trainer.run({ epochs: 4 });
  assert.equal(epochs[0]?.learningRate, 0.1);
  assert.ok((epochs[3]?.learningRate as number) < 0.1);
});

test("Trainer.run() offers metrics in the validation only, and none that has no value", async () => {
  await using trainer = trainerOf({
    data: DATA(),
    modules: [gradientDescent(), constant(0.1), f1(), confusionMatrix()],
  });
  await assert.rejects(() => trainer.run({ epochs: 1, monitor: "f1" }), {
    message:
      '"monitor" must be one of loss, accuracy, val_loss, val_accuracy, val_f1, but is "f1". Cannot run.',
  });
});

test("Trainer.run() refuses a metric without examples to measure, and two of one name", async () => {
  const modules = [gradientDescent(), constant(0.1), f1()];
  await using trainer = trainerOf({ modules });
  await assert.rejects(() => trainer.run({ epochs: 1 }), {
    code: "options/invalid",
    message:
      'Metric "f1" is measured on validation and test examples, and the data have neither: set examples apart, as with { validation: 0.1 }, or leave the metric out.',
  });
  await using twice = trainerOf({ data: DATA(), modules: [...modules, f1({ average: "micro" })] });
  await assert.rejects(() => twice.run({ epochs: 1 }), /Metric "f1" must have a name of its own/);
});
