import assert from "node:assert/strict";
import { test } from "node:test";
import { type Column, type Host, OBJECTIVE } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import {
  constant,
  meanSquaredError,
  softmaxCrossEntropy,
  type TasksOptions,
  tasks,
} from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";

const HOST = {
  name: "host",
  inputShapes: [[4]],
  outputShapes: [[2], [1]],
  outputActivations: [undefined, undefined],
  parameters: [],
  buffers: [],
} as unknown as Host;
const TARGETS: readonly Column[] = [
  { name: "size", shape: [1], dtype: "float32" },
  { name: "kind", shape: [], dtype: "int32", classes: 2 },
];

/** Three examples for a network whose first output has two classes. */
const compared = () => ({
  outputs: [tf.tensor2d([0.2, -1, 0.7, 0.1, -0.4, 1.2], [3, 2]), tf.tensor2d([1, -2, 0.5], [3, 1])],
  targets: [tf.tensor2d([0.5, 1, -1], [3, 1]), tf.tensor1d([0, 1, 1], "int32")],
});

conformsToObjective(() => {
  const container = new Container();
  container.load(
    tasks({ kind: softmaxCrossEntropy(), size: { objective: meanSquaredError(), weight: 0.3 } }),
  );
  const objective = container.get(OBJECTIVE);
  objective.check(HOST, TARGETS);
  return objective;
}, compared);

const make = (options: TasksOptions) => resolveProvider(OBJECTIVE, tasks(options));

test("tasks() gives each objective its output and its target, whatever their order", async () => {
  const objective = await make({
    kind: softmaxCrossEntropy(),
    size: { objective: meanSquaredError(), weight: 3 },
  });
  objective.check(HOST, TARGETS);
  assert.deepEqual(objective.tasks, [
    { name: "kind", weight: 1 },
    { name: "size", weight: 3 },
  ]);
  assert.deepEqual(objective.metrics, [
    { name: "kind_accuracy", better: "higher", task: "kind" },
    { name: "size_mae", better: "lower", task: "size" },
  ]);
  const tensors = [
    tf.tensor2d([[0, 0]]),
    tf.tensor2d([[3]]),
    tf.tensor2d([[1]]),
    tf.tensor1d([0], "int32"),
  ];
  const [outputs, targets] = [tensors.slice(0, 2), tensors.slice(2)];
  leavesNoTensors(() =>
    tf.tidy(() => {
      const losses = (objective.taskLosses?.(outputs, targets) ?? []).map((loss) =>
        loss.arraySync(),
      );
      // Of two equal logits -log(1/2); (3 - 1)^2.
      assertClose(losses, [Math.LN2, 4], 1e-6);
      assertClose([objective.loss(outputs, targets).arraySync()], [Math.LN2 + 12], 1e-6);
      assert.deepEqual(
        objective.computeMetrics(outputs, targets).map((metric) => metric.arraySync()),
        [1, 2],
      );
    }),
  );
  tf.dispose(tensors);
});

test("tasks() refuses a network or data that it does not fit", async () => {
  const both = { size: meanSquaredError(), kind: softmaxCrossEntropy() };
  const objective = await make(both);
  assert.throws(() => objective.check(HOST, TARGETS), { code: "host/unsupported" });
  const third = await make({ ...both, kind: { objective: softmaxCrossEntropy(), output: 2 } });
  assert.throws(
    () => third.check({ ...HOST, outputShapes: [[1], [2]] }, TARGETS),
    /Task "kind" needs output 2 of the network, which has 2; give the task another "output" below 2/,
  );
  const lost = await make({ a: meanSquaredError(), b: meanSquaredError() });
  assert.throws(
    () => lost.check(HOST, TARGETS),
    /Task "a" needs the target column "a", and those are size, kind; name one as its "target"/,
  );
});

test("tasks() refuses what is not a list of two objectives", async () => {
  assert.throws(() => tasks({ only: meanSquaredError() }), /at least two tasks/);
  const wrong = { left: meanSquaredError(), right: 1 } as unknown as TasksOptions;
  assert.throws(() => tasks(wrong), { code: "options/invalid", message: /"right"/ });
  await assert.rejects(make({ left: meanSquaredError(), right: constant(0.1) }), {
    code: "container/failed",
    message: /"right" must be the module of an objective/,
  });
});
