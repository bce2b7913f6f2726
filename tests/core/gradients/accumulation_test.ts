import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepReport } from "../../../core/mod.ts";
import { constant, softmaxCrossEntropy } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import {
  gradientDescent,
  parametersOf,
  type TrainerChanges,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";

/** Weights and steps of three epochs over 20 examples. */
async function train(changes: TrainerChanges, objective = softmaxCrossEntropy()) {
  const steps: StepReport[] = [];
  const modules = [
    gradientDescent(),
    constant(0.3),
    objective,
    watching({ onStep: (step) => steps.push(step) }),
  ];
  await using trainer = trainerOf({ ...changes, modules });
  await trainer.run({ epochs: 3 });
  return { weights: await parametersOf(trainer), steps };
}

for (const [micro, accumulationSteps] of [
  [3, 4],
  [6, 2],
  [1, 12],
] as const) {
  test(`Trainer.run() with ${accumulationSteps} batches of ${micro} to a step equals batches of 12`, async () => {
    // Of 20 examples, 12 make the first step and 8 the second: the last batch of 3 or 6 has 2.
    const whole = await train({ batchSize: 12 });
    const parts = await train({ batchSize: micro, accumulationSteps });
    assert.equal(parts.steps.length, 6);
    assertClose(parts.weights, whole.weights, 1e-6, "weight");
    for (const key of ["loss", "gradientNorm"] as const) {
      const [found, expected] = [parts, whole].map(({ steps }) => steps.map((step) => step[key]));
      assertClose(found as number[], expected as number[], 1e-6, key);
    }
    assertClose(
      parts.steps.map(({ metrics }) => metrics.accuracy as number),
      whole.steps.map(({ metrics }) => metrics.accuracy as number),
      1e-6,
      "accuracy",
    );
  });
}

test("Trainer.run() averages accumulated batches by what each counts when targets are ignored", async () => {
  // A third of the examples count nothing, and batches of 3 have 1 to 3 that do.
  const ignoring = () => softmaxCrossEntropy({ ignore: 0 });
  const whole = await train({ batchSize: 12 }, ignoring());
  const parts = await train({ batchSize: 3, accumulationSteps: 4 }, ignoring());
  assertClose(parts.weights, whole.weights, 1e-6, "weight");
  const losses = [parts, whole].map(({ steps }) => steps.map(({ loss }) => loss));
  assertClose(losses[0] as number[], losses[1] as number[], 1e-6, "loss");
});

test("Trainer.run() begins each epoch with a step of its own when batches are accumulated", async () => {
  // 5 batches of 4 make steps of 3 and 2 batches.
  const { steps } = await train({ batchSize: 4, accumulationSteps: 3 });
  assert.deepEqual(
    steps.map(({ epoch, stepInEpoch, step }) => [epoch, stepInEpoch, step]),
    [
      [1, 1, 1],
      [1, 2, 2],
      [2, 1, 3],
      [2, 2, 4],
      [3, 1, 5],
      [3, 2, 6],
    ],
  );
});

test("Trainer.run() takes one step an epoch when there are fewer batches than a step accumulates", async () => {
  const { weights, steps } = await train({ batchSize: 8, accumulationSteps: 99 });
  assert.equal(steps.length, 3);
  assertClose(weights, (await train({ batchSize: 20 })).weights, 1e-6);
});
