import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident, RunReport } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  custom,
  layersModel,
  type Modules,
  noAutopilot,
} from "../../../modules/mod.ts";
import {
  leavesNoTensorsAfter,
  scaledLoss,
  type TrainerChanges,
  trainerOf,
  watching,
  weightsOf,
} from "../../_support/training/training.ts";

/** One step an epoch on examples that are all alike, so that no order of theirs tells runs apart. */
function trainer(objective: Modules, changes: TrainerChanges & { modules?: Modules[] } = {}) {
  const { modules = [], ...others } = changes;
  return trainerOf({
    host: layersModel(() =>
      tf.sequential({
        layers: [
          tf.layers.dense({ inputShape: [2], units: 4, name: "first" }),
          tf.layers.batchNormalization({ name: "norm" }),
          tf.layers.dense({ units: 3, name: "last" }),
        ],
      }),
    ),
    data: arrays({
      inputs: { x: { values: [1, 2, 1, 2, 1, 2, 1, 2], shape: [2] } },
      targets: { y: { values: [1, 1, 1, 1], classes: 3 } },
    }),
    modules: [adamw({ weightDecay: 0.1 }), constant(0.05), objective, ...modules],
    ...others,
  });
}

const factors = (list: readonly number[]) => scaledLoss((call) => list[call] ?? 1);

for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`Trainer.run() leaves weights, buffers and optimizer state when a loss is ${bad}`, async () => {
    await using clean = trainer(factors([1, 1, 1, 1]));
    await using hurt = trainer(factors([1, 1, bad, bad, 1, 1]));
    await clean.run({ epochs: 4 });
    const report = await hurt.run({ epochs: 6 });
    assert.deepEqual(weightsOf(await hurt.host()), weightsOf(await clean.host()));
    assert.deepEqual(
      report.incidents.map(({ kind, step, epoch }) => ({ kind, step, epoch })),
      [
        { kind: "loss/non-finite", step: 2, epoch: 3 },
        { kind: "loss/non-finite", step: 3, epoch: 4 },
      ],
    );
  });
}

test("Trainer.run() tells observers of a step that is skipped, at once", async () => {
  const told: Incident[] = [];
  const observer = watching({ onIncident: (incident) => told.push(incident) });
  await using run = trainer(factors([Number.NaN]), { modules: [observer] });
  await run.run({ epochs: 1 });
  assert.deepEqual(told, [
    {
      kind: "loss/non-finite",
      message:
        "loss is NaN and gradient norm is NaN at step 0: step skipped, weights unchanged (1 consecutive, limit 3)",
      step: 0,
      epoch: 1,
    },
  ]);
});

test("Trainer.run() skips a step whose loss is finite and whose gradient is not", async () => {
  // The root's slope at 0 is infinite, and times the 0 behind it, NaN.
  const objective = custom({
    name: "root",
    loss: ([outputs]) => (outputs as tf.Tensor).mul(0).sqrt().mean(),
  });
  await using run = trainer(objective);
  const before = weightsOf(await run.host());
  const report = await run.run({ epochs: 1 });
  assert.match(report.incidents[0]?.message ?? "", /^loss is 0 and gradient norm is NaN at step 0/);
  assert.deepEqual(weightsOf(await run.host()), before);
});

test("Trainer.run() fails with training/diverged when too many consecutive steps are not finite and nothing is to be done about it", async () => {
  let ended: RunReport | undefined;
  const observer = watching({
    onRunEnd: (report) => {
      ended = report;
    },
  });
  const bad = new Array(9).fill(Number.NaN);
  await leavesNoTensorsAfter(async () => {
    await using run = trainer(factors([1, ...bad]), {
      maxNonFiniteSteps: 2,
      modules: [observer, noAutopilot()],
    });
    const before = await run.run({ epochs: 1 });
    await assert.rejects(() => run.run({ epochs: 9 }), {
      name: "TolariaError",
      code: "training/diverged",
      message:
        '3 consecutive steps were not finite: loss is NaN and gradient norm is NaN at step 3. Lower the learning rate, set "clipNorm", or look for bad values in the data. Cannot continue training.',
    });
    assert.equal(ended?.endReason, "failed");
    assert.deepEqual(
      ended?.incidents.map(({ kind }) => kind),
      ["loss/non-finite", "loss/non-finite", "watchdog/non-finite", "run/failed"],
    );
    assert.equal(ended?.weightsHash, before.weightsHash);
  });
});

test("Trainer.run() goes on when finite steps come between", async () => {
  const { NaN: bad } = Number;
  await using run = trainer(factors([bad, 1, bad, 1, bad]), { maxNonFiniteSteps: 1 });
  const report = await run.run({ epochs: 6 });
  assert.equal(report.endReason, "completed");
  assert.equal(report.incidents.length, 3);
});
