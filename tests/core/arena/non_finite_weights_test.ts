import assert from "node:assert/strict";
import { before, test } from "node:test";
import { nonFiniteWeights } from "../../../core/arena/non_finite_weights.ts";
import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import { OPTIMIZER, type Optimizer } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  layersModel,
  meanSquaredError,
  sgd,
  snapshots,
} from "../../../modules/mod.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";
import { trainerOf } from "../../_support/training/training.ts";

before(useTestBackend);

const weight = (name: string, values: number[]) => ({
  name,
  variable: tf.variable(tf.tensor1d(values)),
});

test("nonFiniteWeights() names trained and other weights that hold NaN or an infinity", () => {
  const groupOf = (values: number[], buffer: number[]) =>
    new ParameterGroup(
      [weight("a", [1, -1e38]), weight("b", values)],
      [weight("c", buffer)],
      optimizerOf(sgd()),
    );
  const cases = [
    [groupOf([3, 4], [0]), []],
    [groupOf([3, Number.NaN], [0]), ["b"]],
    [groupOf([Number.POSITIVE_INFINITY, 3], [Number.NaN]), ["b", "c"]],
  ] as const;
  leavesNoTensors(() => {
    for (const [group, names] of cases) assert.deepEqual(nonFiniteWeights([group]), names);
  });
  assert.deepEqual(nonFiniteWeights(cases.map(([group]) => group)), ["b", "b", "c"]);
});

/** A network that looks up rows 0 to 2 of a table, of which no example has row 2. */
function embedding(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.embedding({ inputShape: [1], inputDim: 3, outputDim: 1, name: "table" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ],
  });
}

const ids = arrays({
  inputs: { id: { values: Int32Array.of(0, 1), shape: [1] } },
  targets: { y: { values: [1, 2], shape: [1] } },
});

test("Trainer.run() refuses weights that are NaN before the first step, whether a batch reads them or not", async () => {
  const host = layersModel(() => {
    const model = embedding();
    model.getLayer("table").setWeights([tf.tensor2d([0, 1, Number.NaN], [3, 1])]);
    return model;
  });
  await using trainer = trainerOf({
    host,
    data: ids,
    modules: [sgd(), constant(0.1), meanSquaredError()],
  });
  await assert.rejects(trainer.run({ epochs: 1 }), {
    code: "host/unsupported",
    message:
      'Weight "table/embeddings" of "sequential" holds NaN or an infinity before the first step.',
  });
});

test("Trainer.run() goes back when an update leaves NaN in a weight that no batch reads", async () => {
  let updates = 0;
  const breaking: Optimizer = {
    name: "breaking",
    options: {},
    slots: {},
    with: () => breaking,
    init: () => ({ count: 0, slots: {}, constants: {} }),
    update: (parameters_P, _gradients_P, state) => {
      updates += 1;
      // The third number is row 2 of the table. Once: training comes by again.
      const poison = [0, 0, updates === 3 ? Number.NaN : 0, 0, 0];
      return {
        parameters_P: tf.tidy(() => parameters_P.add<tf.Tensor1D>(tf.tensor1d(poison))),
        state: { ...state, count: state.count + 1 },
      };
    },
  };
  const optimizer = new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toConstantValue(breaking);
  });
  await using trainer = trainerOf({
    host: layersModel(embedding),
    data: ids,
    modules: [optimizer, constant(0.1), meanSquaredError(), snapshots({ everySteps: 1 })],
    batchSize: 1,
  });
  const report = await trainer.run({ epochs: 3 });
  assert.deepEqual(
    report.alarms.map(({ rule, action }) => [rule, action]),
    [["non-finite", "went-back"]],
  );
  assert.match(report.alarms[0]?.cause ?? "", /^after epoch 2, .* infinity: table\/embeddings$/);
  const { parameters } = await trainer.host();
  for (const { variable } of parameters) assert.ok(variable.dataSync().every(Number.isFinite));
  assert.equal(report.epochs.length, 3);
});
