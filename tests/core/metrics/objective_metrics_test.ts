import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkLoss, checkMetricNames } from "../../../core/metrics/objective_metrics.ts";
import { OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  custom,
  layersModel,
  meanSquaredError,
  sgd,
} from "../../../modules/mod.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { trainerOf } from "../../_support/training/training.ts";

before(useTestBackend);

const objectiveOf = (...names: readonly string[]): Objective => ({
  name: "mine",
  metrics: names.map((name) => ({ name, better: "lower" })),
  check: () => {},
  loss: () => tf.scalar(0),
  computeMetrics: () => [],
});

test("checkMetricNames() refuses a metric called as another number of an epoch", () => {
  checkMetricNames(objectiveOf("accuracy", "mae"));
  for (const name of ["loss", "epoch", "step", "val_loss"]) {
    assert.throws(() => checkMetricNames(objectiveOf(name)), {
      code: "options/invalid",
      message: new RegExp(`^Metric "${name}" of objective "mine" must have a name that`),
    });
  }
});

test("checkMetricNames() refuses two metrics of one name", () => {
  assert.throws(() => checkMetricNames(objectiveOf("mae", "mae")), {
    message: 'Metric "mae" of objective "mine" must have a name of its own.',
  });
});

test("Trainer.run() refuses an objective of one's own whose metric is called loss", async () => {
  const module = new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(objectiveOf("loss"));
  });
  await using trainer = trainerOf({ modules: [sgd(), constant(0.1), module] });
  await assert.rejects(() => trainer.run({ epochs: 1 }), { code: "options/invalid" });
});

test("checkLoss() says what is wrong with a loss", () => {
  leavesNoTensors(() => {
    tf.tidy(() => {
      const scalar = tf.scalar(1);
      assert.equal(checkLoss("mine", scalar), scalar);
      const message = (loss: unknown) => {
        try {
          return checkLoss("mine", loss);
        } catch (error) {
          return (error as Error).message;
        }
      };
      assert.equal(message(3), 'The loss of "mine" must be a scalar tensor, not 3.');
      assert.equal(
        message(Promise.resolve(scalar)),
        'The loss of "mine" must be a scalar tensor, not a promise.',
      );
      assert.equal(
        message(tf.ones([3])),
        'The loss of "mine" must be a scalar, not a tensor of shape [3]: return its mean().',
      );
      assert.equal(
        message(tf.scalar(1, "int32")),
        'The loss of "mine" must be float32, not int32, through which no gradient flows.',
      );
    });
  });
});

/** Trains a model of one weight, with or without a penalty on it, by `loss`. */
async function trainBy(loss: (outputs: tf.Tensor) => tf.Scalar, penalized: boolean) {
  const dense = () =>
    tf.layers.dense({
      inputShape: [1],
      units: 1,
      ...(penalized && { kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }),
    });
  await using trainer = trainerOf({
    host: layersModel(() => tf.sequential({ layers: [dense()] })),
    data: arrays({
      inputs: { x: { values: [1, 2], shape: [1] } },
      targets: { y: { values: [1, 2], shape: [1] } },
    }),
    modules: [
      sgd(),
      constant(0.1),
      custom({ name: "mine", loss: ([outputs]) => loss(outputs as tf.Tensor) }),
    ],
  });
  return await trainer.run({ epochs: 1 });
}

for (const penalized of [false, true]) {
  test(`Trainer.run() refuses a loss that depends on no weight, ${penalized ? "with" : "without"} a penalty`, async () => {
    await assert.rejects(() => trainBy(() => tf.scalar(1), penalized), {
      code: "objective/no-gradient",
      message: /^The loss of "mine" depends on no weight that is trained/,
    });
    // A gradient of zero is one: the loss may leave its plateau.
    const report = await trainBy((x) => x.mul(0).mean(), penalized);
    assert.equal(report.steps, 1);
  });
}

test("meanSquaredError() trains a model with a penalty", async () => {
  await using trainer = trainerOf({
    data: arrays({
      inputs: { x: { values: [1, 2], shape: [1] } },
      targets: { y: { values: [1, 2], shape: [1] } },
    }),
    host: layersModel(() =>
      tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] }),
    ),
    modules: [sgd(), constant(0.1), meanSquaredError()],
  });
  assert.equal((await trainer.run({ epochs: 1 })).steps, 1);
});
