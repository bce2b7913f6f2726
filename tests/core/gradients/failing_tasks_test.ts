import assert from "node:assert/strict";
import { test } from "node:test";
import { type ContainerModule, tf } from "../../../deps.ts";
import { custom, meanSquaredError, pcgrad, tasks } from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { PARTS } from "../../_support/training/training.ts";
import { networkOf, squared, trainerOf } from "../../_support/training/two_heads.ts";

/** Squared distance that is NaN in the passes that `broken` names, from 1. */
function breaking(broken: (pass: number) => boolean): ContainerModule {
  let pass = 0;
  return custom({
    name: "breaking",
    loss: (outputs, targets) => {
      pass += 1 / PARTS;
      return squared(outputs, targets, 0).mul(broken(Math.ceil(pass)) ? Number.NaN : 1);
    },
  });
}

test("Trainer goes on without a task whose gradient is not finite", async () => {
  const model = networkOf();
  await using trainer = trainerOf(model, [
    testBackend(),
    tasks({ left: meanSquaredError(), right: breaking((pass) => pass === 2) }),
    pcgrad(),
  ]);
  const report = await trainer.run({ epochs: 1 });
  assert.deepEqual(
    report.incidents.map(({ kind, message, step }) => [kind, message, step]),
    [
      [
        "task/non-finite",
        'loss or gradient of task "right" is not finite at step 1, its loss is NaN: task left out of the step',
        1,
      ],
    ],
  );
  const { loss, metrics } = report.epochs[0]?.train ?? {};
  for (const value of [loss, ...Object.values(metrics ?? {})]) assert.ok(Number.isFinite(value));
  for (const weight of model.getWeights()) assert.ok(weight.dataSync().every(Number.isFinite));
});

test("Trainer skips a step in which no task's gradient is finite", async () => {
  await using trainer = trainerOf(
    networkOf(),
    [
      testBackend(),
      tasks({ left: breaking((pass) => pass > 1), right: breaking((pass) => pass > 1) }),
    ],
    { maxNonFiniteSteps: 5 },
  );
  const report = await trainer.run({ epochs: 1 });
  assert.deepEqual(
    report.incidents.map(({ kind }) => kind),
    ["loss/non-finite", "loss/non-finite"],
  );
});

test("Trainer refuses a task whose loss depends on no weight", async () => {
  const constantLoss = custom({ name: "constant", loss: () => tf.scalar(1) });
  await using trainer = trainerOf(networkOf(), [
    testBackend(),
    tasks({ left: constantLoss, right: meanSquaredError() }),
  ]);
  await assert.rejects(trainer.run({ epochs: 1 }), {
    code: "objective/no-gradient",
    message: /^The loss of "left" depends on no weight/,
  });
});
