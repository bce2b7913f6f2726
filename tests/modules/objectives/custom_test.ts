import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import {
  type Comparison,
  type CustomOptions,
  custom,
} from "../../../modules/objectives/custom/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";
import { hostOfOutputs } from "../../_support/providers/stub_host.ts";

function make(options: CustomOptions): Objective {
  const container = new Container();
  container.load(custom(options));
  return container.get(OBJECTIVE);
}

/** Mean of the squares of both outputs' errors: a loss over two heads. */
const squares: Comparison = (outputs, targets) =>
  outputs
    .map((output, index) =>
      output
        .sub(targets[index] as tf.Tensor)
        .square()
        .mean(),
    )
    .reduce((a, b) => a.add(b)) as tf.Scalar;

const largest: Comparison = ([output]) => (output as tf.Tensor).max(-1).mean();

const TWO_HEADS: CustomOptions = {
  name: "two-heads",
  loss: squares,
  metrics: { largest: { mean: largest, better: "lower" } },
};

const heads = () => [
  tf.tensor2d([1, 2, 3, 5], [4, 1]),
  tf.tensor2d([1, 0, 2, 1, 0, 3, 1, 1], [4, 2]),
];
const wanted = () => [tf.tensor2d([0, 2, 1, 1], [4, 1]), tf.ones([4, 2])];

conformsToObjective(
  () => make(TWO_HEADS),
  () => ({ outputs: heads(), targets: wanted() }),
  {
    skip: [
      {
        test: "Objective.loss() weighs examples: sum of w l over their number",
        reason: "a loss of one's own takes weights only if it says so",
      },
    ],
  },
);

test("custom() refuses weights of the data unless it says that it takes them", () => {
  const weights = { name: "weight", shape: [], dtype: "float32" } as const;
  make({ ...TWO_HEADS, weights: true }).check(hostOfOutputs([[1], [2]]), [], weights);
  assert.throws(() => make(TWO_HEADS).check(hostOfOutputs([[1], [2]]), [], weights), {
    code: "host/unsupported",
    message:
      'The data have weights (column "weight") that loss "two-heads" does not take: use them as its third argument, and pass { weights: true }. Cannot train with custom.',
  });
});

test("custom() calls the functions that it is given", () => {
  const objective = make(TWO_HEADS);
  // Head 1: 1 + 0 + 4 + 16 = 21 over 4; head 2: 0 + 1 + 1 + 0 + 1 + 4 + 0 + 0 = 7 over 8.
  assertClose(take(objective.loss(heads(), wanted())), [21 / 4 + 7 / 8], 1e-6);
  assertClose(take(objective.computeMetrics(heads(), wanted())[0] as tf.Tensor), [11 / 4], 1e-6);
  assert.deepEqual(objective.metrics, [{ name: "largest", better: "lower" }]);
  objective.check(hostOfOutputs([[1], [2]]), []);
});

test("custom() has no metric but the loss when none is given", () => {
  const objective = make({ name: "bare", loss: squares });
  assert.deepEqual(objective.metrics, []);
  assert.deepEqual(objective.computeMetrics(heads(), wanted()), []);
});

test("custom() refuses a loss that is no function", () => {
  // @ts-expect-error: a name is no function
  assert.throws(() => custom({ name: "mine", loss: "mse" }), {
    code: "options/invalid",
    message: '"loss" must be a function of outputs and targets, but is "mse". Cannot make custom.',
  });
});

test("custom() refuses a metric that does not say what is better", () => {
  // @ts-expect-error: 'better' is missing
  assert.throws(() => custom({ ...TWO_HEADS, metrics: { largest: { mean: largest } } }), {
    message:
      '"metrics.largest.better" must be one of "higher", "lower", but is undefined. Cannot make custom.',
  });
});

test("custom() refuses a metric with the name of another field of an epoch's report", () => {
  for (const name of ["loss", "epoch", "step", "learning_rate", "step_ms", "wall_s", "val_x", ""]) {
    const metrics = { [name]: { mean: largest, better: "lower" as const } };
    assert.throws(() => custom({ ...TWO_HEADS, metrics }), {
      code: "options/invalid",
      message: /a name that does not begin with val_ and is none of loss, epoch, step/,
    });
  }
});
