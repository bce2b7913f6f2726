import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOptions, RunReport } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { arrays, cnn, constant } from "../../../modules/mod.ts";
import {
  gradientDescent,
  PARTS,
  scaledLoss,
  spiral,
  trainerOf,
  watching,
  weightsOf,
} from "../../_support/training/training.ts";

/**
 * A run whose metric `score` has the values of `script`, epoch by epoch, in the training pass and one more
 * in the validation.
 */
async function runWith(
  script: readonly number[],
  options: Partial<RunOptions>,
  better: "higher" | "lower" = "higher",
): Promise<RunReport> {
  let calls = 0;
  // One batch of each pass: training and validation take turns.
  const next = () => {
    const pass = Math.floor(calls++ / PARTS);
    const value = script[Math.floor(pass / 2)] as number;
    return tf.scalar(pass % 2 === 0 ? value : value + 1);
  };
  await using trainer = trainerOf({
    data: arrays({ ...spiral(6), validation: spiral(3) }),
    batchSize: 6,
    modules: [
      gradientDescent(),
      constant(0.1),
      scaledLoss(() => 1, { score: { mean: next, better } }),
    ],
  });
  return await trainer.run({ epochs: script.length, monitor: "val_score", ...options });
}

test("Trainer.run() stops when the monitored metric has not improved for so many epochs", async () => {
  const report = await runWith([1, 2, 3, 2.5, 2.9, 4], { earlyStopping: { patience: 2 } });
  assert.equal(report.endReason, "early-stopped");
  assert.equal(report.epochs.length, 5);
  assert.equal(report.best?.epoch, 3);
  assert.deepEqual(
    report.epochs.map(({ best }) => best),
    [true, true, true, false, false],
  );
});

test("Trainer.run() counts epochs without improvement anew after one", async () => {
  const report = await runWith([3, 2, 4, 3, 5, 4], { earlyStopping: { patience: 2 } });
  assert.equal(report.endReason, "completed");
  assert.equal(report.best?.epoch, 5);
});

test("Trainer.run() takes less for better when the objective says so", async () => {
  const report = await runWith([3, 2, 1, 2, 2], { earlyStopping: { patience: 2 } }, "lower");
  assert.equal(report.best?.epoch, 3);
  assert.equal(report.epochs.length, 5);
});

test("Trainer.run() counts a gain of minDelta as an improvement, and none that is smaller", async () => {
  const options = { earlyStopping: { patience: 2, minDelta: 0.5 } };
  // 1.5 is better by exactly minDelta; 1.75 and 1.25 are not.
  const report = await runWith([1, 1.5, 1.75, 1.25, 9], options);
  assert.equal(report.best?.epoch, 2);
  assert.equal(report.epochs.length, 4);
});

test("Trainer.run() counts no gain at all as no improvement when minDelta is 0", async () => {
  const report = await runWith([1, 1, 1, 9], { earlyStopping: { patience: 2 } });
  assert.equal(report.best?.epoch, 1);
  assert.equal(report.epochs.length, 3);
});

test("Trainer.run() takes a metric that is NaN for no improvement", async () => {
  const { NaN: none } = Number;
  const report = await runWith([none, 1, none, none], { earlyStopping: { patience: 2 } });
  assert.equal(report.best?.epoch, 2);
  assert.equal(report.endReason, "early-stopped");
});

test("Trainer.run() monitors the training pass when asked to", async () => {
  const report = await runWith([1, 2], { monitor: "score" });
  assert.equal(report.epochs[1]?.train.metrics.score, 2);
  assert.equal(report.epochs[1]?.validation?.metrics.score, 3);
  assert.equal(report.best?.epoch, 2);
});

test("Trainer.run() lists what can be monitored when it is told something else", async () => {
  await assert.rejects(() => runWith([1], { monitor: "val_f1" }), {
    code: "options/invalid",
    message:
      '"monitor" must be one of loss, score, val_loss, val_score, but is "val_f1". Cannot run.',
  });
});

test("Trainer.run() offers no validation metric to monitor when there is no validation", async () => {
  await using trainer = trainerOf();
  await assert.rejects(() => trainer.run({ epochs: 1, monitor: "val_loss" }), {
    message: '"monitor" must be one of loss, accuracy, but is "val_loss". Cannot run.',
  });
});

test("Trainer.run() ends with weights and batch-norm buffers of the best epoch when restoreBest is on", async () => {
  const script = [1, 3, 2, 1];
  let calls = 0;
  const score = () => tf.scalar(script[Math.floor(calls++ / PARTS)] as number);
  const kept: { weights: Record<string, number[]>; hash?: string }[] = [];
  const images = Float32Array.from({ length: 6 * 16 }, (_, i) => Math.sin(i));
  await using trainer = trainerOf({
    host: cnn({ inputShape: [4, 4, 1], filters: [2], units: 3, classes: 3, batchNorm: true }),
    data: arrays({
      inputs: { image: { values: images, shape: [4, 4, 1] } },
      targets: { label: { values: [0, 1, 2, 0, 1, 2], classes: 3 } },
    }),
    batchSize: 6,
    modules: [
      gradientDescent(),
      constant(0.1),
      scaledLoss(() => 1, { score: { mean: score, better: "higher" } }),
      watching({ onEpoch: () => kept.push({ weights: weightsOf(host) }) }),
    ],
  });
  const host = await trainer.host();
  const report = await trainer.run({ epochs: 4, monitor: "score", restoreBest: true });
  assert.equal(report.restoredEpoch, 2);
  const [best, last] = [kept[1]?.weights, kept[3]?.weights];
  assert.ok(best && last);
  for (const name of Object.keys(best)) assert.notDeepEqual(last[name], best[name], name);
  assert.ok("conv1/norm/moving_variance" in best);
  assert.deepEqual(weightsOf(host), best);
});

test("Trainer.run() ends with the last epoch's weights when restoreBest is off", async () => {
  let last: Record<string, number[]> = {};
  await using trainer = trainerOf({
    modules: [
      gradientDescent(),
      constant(5),
      watching({
        onEpoch: () => {
          last = weightsOf(host);
        },
      }),
    ],
  });
  const host = await trainer.host();
  const report = await trainer.run({ epochs: 3 });
  assert.equal(report.restoredEpoch, undefined);
  assert.deepEqual(weightsOf(host), last);
});
