import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepReport } from "../../../core/mod.ts";
import { constant } from "../../../modules/mod.ts";
import { assertClose } from "../../_support/tensors.ts";
import { gradientDescent, trainerOf, watching } from "../../_support/training.ts";

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
