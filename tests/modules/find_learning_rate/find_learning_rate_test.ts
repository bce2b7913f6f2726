import assert from "node:assert/strict";
import { before, test } from "node:test";
import { RUN_OBSERVER } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { RampRecorder } from "../../../modules/find_learning_rate/ramp_recorder.ts";
import { adamw, constant, findLearningRate, jsonl, type RangePoint } from "../../../modules/mod.ts";
import { stepOf } from "../../../testing/_support/reports.ts";
import { TEST_BACKEND, useTestBackend } from "../../../testing/_support/test_backend.ts";
import { tinyJob } from "../../_support/training/tiny_job.ts";

before(useTestBackend);

const job = (...modules: ContainerModule[]) => tinyJob([adamw(), constant(0.1), ...modules]);

/** The same weights each time: by chance some make a loss that is too large after the first steps. */
function smallModel(): tf.LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const layers = [
    tf.layers.dense({ units: 5, activation: "relu", inputShape: [4], kernelInitializer }),
    tf.layers.batchNormalization(),
    tf.layers.dense({ units: 2, kernelInitializer }),
  ];
  return tf.sequential({ layers });
}

test("findLearningRate() raises the rate by the same factor with each step", async () => {
  const options = { from: 1e-6, to: 1e-2, steps: 21 };
  const { points, endReason, seed, backend } = await findLearningRate(job(), options);
  assert.equal(endReason, "completed");
  assert.equal(points.length, 21);
  points.forEach(({ step, rate }, index) => {
    assert.equal(step, index + 1);
    // Four decades in twenty steps: a fifth of a decade each.
    assert.ok(Math.abs(Math.log10(rate) - (-6 + index / 5)) < 1e-9, `${rate}`);
  });
  assert.deepEqual([seed, backend], [1, TEST_BACKEND]);
});

test("findLearningRate() gives the same for the same seed", async () => {
  const options = { steps: 15 };
  const twice = [await findLearningRate(job(), options), await findLearningRate(job(), options)];
  assert.deepEqual(twice[0], twice[1]);
});

test("findLearningRate() leaves a user's model, and every tensor, as they were", async () => {
  const model = smallModel();
  const weights = () => model.getWeights().map((weight) => [...weight.dataSync()]);
  const [before, tensors] = [weights(), tf.memory().numTensors];
  const { points } = await findLearningRate({ ...job(), host: model }, { steps: 20 });
  assert.equal(points.length, 20);
  assert.deepEqual(weights(), before);
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

test("findLearningRate() leaves out the job's observers and telemetry", async () => {
  const observer = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({ onStep: () => assert.fail("told of a step") });
  });
  // A path that could not be written.
  const telemetry = jsonl({ path: "/nowhere/at/all.jsonl" });
  const { points } = await findLearningRate(job(observer, telemetry), { steps: 10 });
  assert.equal(points.length, 10);
});

test("findLearningRate() returns what it has when its signal is aborted", async () => {
  const abort = new AbortController();
  const onPoint = ({ step }: RangePoint) => {
    if (step === 7) abort.abort();
  };
  const options = { onPoint, signal: abort.signal };
  const { points, endReason } = await findLearningRate(job(), options);
  assert.equal(endReason, "interrupted");
  assert.equal(points.length, 7);
});

test("findLearningRate() ends when the loss grows too large, before the run fails", async () => {
  const options = { from: 0.1, to: 1e30, steps: 40, smoothing: 0 };
  const { points, endReason } = await findLearningRate(job(), options);
  assert.equal(endReason, "diverged");
  assert.ok(points.length < 40 && points.every(({ loss }) => Number.isFinite(loss)));
});

test("findLearningRate() refuses a range that is none", async () => {
  await assert.rejects(() => findLearningRate(job(), { from: 1, to: 0.1 }), {
    code: "options/invalid",
    message: '"to" must be greater than "from", but is 0.1. Cannot find a learning rate.',
  });
  await assert.rejects(() => findLearningRate(job(), { steps: 9 }), /"steps" must be at least 10/);
});

const OPTIONS = { from: 1, to: 2, steps: 10, smoothing: 0.5, divergence: 4 };

test("RampRecorder smooths without bias towards 0", () => {
  const recorder = new RampRecorder(OPTIONS, () => {});
  for (const loss of [4, 2]) recorder.onStep(stepOf(1, 1, { loss }));
  // (0.5 * 4) / 0.5 = 4, then (0.5 * 2 + 0.5 * 2) / 0.75 = 8 / 3.
  const smoothed = recorder.points.map((point) => point.smoothed);
  assert.deepEqual(smoothed, [4, 2 / 0.75]);
});

test("RampRecorder ends the run at the first loss that is not finite, without a point", () => {
  let stopped = 0;
  const recorder = new RampRecorder(OPTIONS, () => {
    stopped += 1;
  });
  for (const loss of [1, Number.NaN, 1]) recorder.onStep(stepOf(1, 1, { loss }));
  assert.equal(stopped, 1);
  assert.equal(recorder.ended, "diverged");
  assert.equal(recorder.points.length, 1);
});

test("RampRecorder ends the run above so many times the lowest smoothed loss", () => {
  const recorder = new RampRecorder({ ...OPTIONS, smoothing: 0 }, () => {});
  for (const loss of [2, 1, 4]) recorder.onStep(stepOf(1, 1, { loss }));
  assert.equal(recorder.ended, undefined);
  recorder.onStep(stepOf(1, 1, { loss: 4.01 }));
  assert.equal(recorder.ended, "diverged");
  assert.equal(recorder.points.length, 4);
});
