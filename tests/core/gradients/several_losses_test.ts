import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_OBSERVER, type StepReport, type TrainerSettings } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { pcgradWeights } from "../../../modules/aggregators/pcgrad/pcgrad_weights.ts";
import {
  custom,
  type Modules,
  meanSquaredError,
  memory,
  pcgrad,
  SpanRecorder,
  tasks,
  weightedSum,
} from "../../../modules/mod.ts";
import { combine, gramOf } from "../../../testing/_support/gradients.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { EACH_BACKEND, testBackend } from "../../../testing/_support/test_backend.ts";
import {
  bothTasks,
  EXAMPLES,
  LEFT,
  networkOf,
  RIGHT,
  squared,
  trainerOf,
  wave,
} from "../../_support/training/two_heads.ts";

/** The sum of both losses as one. */
const sumOfBoth = () =>
  custom({
    name: "sum",
    loss: (outputs, targets) =>
      squared(outputs, targets, 0).add(squared(outputs, targets, 1).mul(0.5)),
  });

function watch(onStep: (report: StepReport) => void): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({ onStep });
  });
}

async function weightsAfter(
  modules: readonly Modules[],
  settings: TrainerSettings = {},
  epochs = 2,
): Promise<number[]> {
  const model = networkOf(0.3);
  await using trainer = trainerOf(model, modules, settings);
  await trainer.run({ epochs });
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}

for (const [name, backend] of Object.entries(EACH_BACKEND)) {
  test(`Trainer trains on a weighted sum of gradients as on the sum of losses, on ${name}`, async () => {
    const half = { objective: meanSquaredError(), weight: 0.5 };
    const settings = {
      accumulationSteps: 2,
      clipNorm: 0.4,
      groups: [{ name: "head", match: /dense_2/ }],
    };
    const several = await weightsAfter(
      [backend(), tasks({ left: meanSquaredError(), right: half })],
      settings,
    );
    assertClose(several, await weightsAfter([backend(), sumOfBoth()], settings), 1e-6);
    const weighted = weightedSum({ weights: { right: 0.5 } });
    assertClose(several, await weightsAfter([backend(), bothTasks(), weighted], settings), 1e-6);
  });

  test(`Trainer updates by what PCGrad makes of real gradients, on ${name}`, async () => {
    const model = networkOf();
    const steps: StepReport[] = [];
    await using trainer = trainerOf(
      model,
      [backend(), bothTasks(), pcgrad(), watch((step) => steps.push(step))],
      { batchSize: EXAMPLES },
    );
    const host = await trainer.host();
    const variables = host.parameters.map(({ variable }) => variable);
    const read = () => variables.flatMap((variable) => [...variable.dataSync()]);
    const inputs = [tf.tensor2d(wave(4, 1.7), [EXAMPLES, 4])];
    const targets = [tf.tensor2d(LEFT, [EXAMPLES, 1]), tf.tensor2d(RIGHT, [EXAMPLES, 1])];
    const gradientOf = (loss: () => tf.Scalar) =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(loss, variables);
        return variables.flatMap((variable) => [
          ...(grads[variable.name] ?? tf.zerosLike(variable)).dataSync(),
        ]);
      });
    const rows = [0, 1].map((at) =>
      gradientOf(() => squared(host.forward(inputs, true), targets, at)),
    );
    const penalty = gradientOf(() => host.penalty() as tf.Scalar);
    const before = read();
    tf.dispose([...inputs, ...targets]);
    await trainer.run({ epochs: 1 });
    const combined = combine(rows, pcgradWeights(gramOf(rows), [[1], [0]]));
    const expected = before.map(
      (value, at) => value - 0.1 * ((combined[at] as number) + (penalty[at] as number)),
    );
    assertClose(read(), expected, 1e-6);
    assert.equal(steps[0]?.aggregation?.conflicts, 1);
    const norm = Math.hypot(...combined.map((value, at) => value + (penalty[at] as number)));
    assertClose([steps[0]?.gradientNorm as number], [norm], 1e-5);
  });
}

test("Trainer reports each task's loss, and the sum of them times their weights", async () => {
  const steps: StepReport[] = [];
  const right = { objective: meanSquaredError(), weight: 0.5 };
  await using trainer = trainerOf(networkOf(), [
    testBackend(),
    tasks({ left: meanSquaredError(), right }),
    watch((step) => steps.push(step)),
  ]);
  const report = await trainer.run({ epochs: 1, monitor: "right_loss" });
  const { metrics } = report.epochs[0]?.train ?? { metrics: {} };
  assert.deepEqual(Object.keys(metrics), ["left_loss", "right_loss", "left_mae", "right_mae"]);
  assert.equal(report.plan.providers["gradient-aggregator"], "weighted-sum");
  const [step] = steps as [StepReport];
  const weighted = (step.metrics.left_loss as number) + 0.5 * (step.metrics.right_loss as number);
  // The rest is the penalty: 0.01 times the squares of 20 weights with a variance of 2 / 9.
  assert.ok(step.loss > weighted && step.loss < weighted + 0.1);
  assert.deepEqual(
    step.aggregation?.tasks.map(({ name, weight }) => [name, weight]),
    [
      ["left", 1],
      ["right", 0.5],
    ],
  );
});

test("Trainer tells of the gradients in the spans of sampled steps", async () => {
  const recorder = new SpanRecorder();
  await using trainer = trainerOf(
    networkOf(),
    [testBackend(), bothTasks(), pcgrad(), memory(recorder)],
    {
      stepSpanEvery: 2,
    },
  );
  await trainer.run({ epochs: 1 });
  const spans = recorder.spans.filter(({ name }) => name === "tolaria.step");
  assert.equal(spans.length, 2);
  for (const { attributes } of spans) {
    assert.deepEqual(attributes["tolaria.aggregation.tasks"], ["left", "right"]);
    for (const key of ["norms", "weights", "shares", "cosines"]) {
      const values = attributes[`tolaria.aggregation.${key}`] as number[];
      assert.ok(values.length === 2 && values.every(Number.isFinite), `${key}: ${values}`);
    }
    assert.equal(typeof attributes["tolaria.aggregation.conflicts"], "number");
  }
});

test("Trainer names the weights of longest gradients in sampled steps, where it is told to", async () => {
  const recorder = new SpanRecorder();
  const steps: StepReport[] = [];
  await using trainer = trainerOf(
    networkOf(),
    [testBackend(), bothTasks(), memory(recorder), watch((step) => steps.push(step))],
    { stepSpanEvery: 2, topLayerNorms: 2, groups: [{ name: "first", match: /dense_1/ }] },
  );
  await trainer.run({ epochs: 1 });
  const [first, second] = steps as [StepReport, StepReport];
  assert.equal(second.aggregation?.tasks[0]?.layers, undefined);
  const [left, right] = first.aggregation?.tasks ?? [];
  for (const task of [left, right]) {
    const [longest, next] = task?.layers ?? [];
    assert.equal(task?.layers?.length, 2);
    assert.ok((longest?.norm as number) >= (next?.norm as number));
    assert.ok(Math.hypot(longest?.norm ?? 0, next?.norm ?? 0) <= (task?.norm ?? 0) * (1 + 1e-6));
  }
  // Each head is touched by its own task only.
  assert.ok(left?.layers?.every(({ name }) => !name.startsWith("dense_3")));
  const span = recorder.spans.find(({ name }) => name === "tolaria.step");
  const named = span?.attributes["tolaria.aggregation.layers"] as string[];
  assert.equal(named.length, 4);
  assert.match(named[0] as string, /^left dense_\d\/\w+ [\d.]+$/);
});

test("Trainer draws the same orders from the same seed", async () => {
  const three = () =>
    tasks({
      left: { objective: meanSquaredError(), output: 0 },
      right: { objective: meanSquaredError(), output: 1 },
      both: { objective: meanSquaredError(), output: 0, target: "right" },
    });
  const runs = await Promise.all(
    [7, 7, 8].map(async (seed) => {
      const model = networkOf();
      await using trainer = trainerOf(model, [testBackend(), three(), pcgrad()], {
        seed,
        batchSize: EXAMPLES,
      });
      return (await trainer.run({ epochs: 4 })).weightsHash;
    }),
  );
  assert.equal(runs[0], runs[1]);
  assert.notEqual(runs[0], runs[2]);
});

test("Trainer leaves no tensors behind from several losses", async () => {
  const model = networkOf();
  await using trainer = trainerOf(model, [testBackend(), bothTasks(), pcgrad()], {
    accumulationSteps: 2,
  });
  await trainer.run({ epochs: 1 });
  const before = tf.memory().numTensors;
  await trainer.run({ epochs: 2 });
  assert.equal(tf.memory().numTensors, before);
});
