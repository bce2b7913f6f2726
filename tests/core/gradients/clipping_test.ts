import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepReport } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { arrays, constant, createTrainer, custom, sgd } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { EACH_BACKEND } from "../../../testing/_support/test_backend.ts";
import { gradientDescent, trainerOf, watching } from "../../_support/training/training.ts";

const normOf = (gradient: readonly number[]) =>
  Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));

/** Gradients that the optimizer is given in one epoch, and the steps as they are reported. */
async function gradientsWith(clipNorm: number | undefined) {
  const seen: number[][] = [];
  const steps: StepReport[] = [];
  await using trainer = trainerOf({
    // A tiny rate keeps the gradients of both runs those of the same weights.
    modules: [
      gradientDescent(seen),
      constant(1e-30),
      watching({ onStep: (step) => steps.push(step) }),
    ],
    ...(clipNorm !== undefined && { clipNorm }),
  });
  await trainer.run({ epochs: 1 });
  return { seen, steps };
}

test("Trainer.run() scales a gradient down to exactly clipNorm, all weights alike", async () => {
  const free = await gradientsWith(undefined);
  const clipped = await gradientsWith(0.01);
  assert.equal(clipped.seen.length, 5);
  clipped.seen.forEach((gradient, index) => {
    const original = free.seen[index] as number[];
    assert.ok(normOf(original) > 0.1);
    assert.ok(Math.abs(normOf(gradient) - 0.01) <= 1e-8, `${normOf(gradient)}`);
    const scale = 0.01 / normOf(original);
    assertClose(
      gradient,
      original.map((value) => value * scale),
      1e-9,
      "gradient",
    );
  });
});

test("Trainer.run() reports the norm before it is clipped", async () => {
  const { seen } = await gradientsWith(undefined);
  const { steps } = await gradientsWith(0.01);
  assertClose(
    steps.map(({ gradientNorm }) => gradientNorm),
    seen.map(normOf),
    1e-6,
    "norm",
  );
});

test("Trainer.run() leaves a gradient as it is when it is no longer than clipNorm", async () => {
  const free = await gradientsWith(undefined);
  assert.deepEqual((await gradientsWith(1e6)).seen, free.seen);
});

for (const [backend, module] of Object.entries(EACH_BACKEND)) {
  for (const size of [1e15, 1e19, 1e20, 1e30, 3e37]) {
    test(`Trainer.run() clips a gradient of ${size} whose square is no float32 on ${backend}`, async () => {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            inputShape: [2],
            units: 1,
            useBias: false,
            kernelInitializer: "zeros",
          }),
        ],
      });
      const steps: StepReport[] = [];
      await using trainer = createTrainer({
        host: model,
        data: arrays({
          inputs: { x: { values: [3 * size, 4 * size], shape: [2] } },
          targets: { y: { values: [0], shape: [1] } },
        }),
        modules: [
          sgd(),
          constant(1),
          module(),
          custom({ name: "linear", loss: ([out]) => (out as tf.Tensor).sum() }),
          watching({ onStep: (step) => steps.push(step) }),
        ],
        clipNorm: 1,
      });
      await trainer.run({ epochs: 1 });
      // The gradient is (3, 4) times the size, whose norm is 5 times it.
      assertClose([...(model.getWeights()[0] as tf.Tensor).dataSync()], [-0.6, -0.8], 1e-5);
      assertClose([(steps[0]?.gradientNorm ?? 0) / size], [5], 1e-5);
    });
  }
}
