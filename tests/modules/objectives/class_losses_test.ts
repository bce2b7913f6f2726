import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import {
  binaryCrossEntropy,
  categoricalHinge,
  focal,
  softmaxCrossEntropy,
} from "../../../modules/objectives/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";
import { floats, hostOfOutputs, labels } from "../../_support/providers/stub_host.ts";

function make(module: ContainerModule): Objective {
  const container = new Container();
  container.load(module);
  return container.get(OBJECTIVE);
}

const rows = () => ({
  outputs: [tf.tensor2d([1, 1.5, -1, 0.5, 0, 3, -2, 1, 1.5], [3, 3])],
  targets: [tf.tensor1d([1, 0, 2], "int32")],
});

conformsToObjective(() => make(categoricalHinge()), rows);
conformsToObjective(() => make(focal()), rows);
conformsToObjective(() => make(focal({ gamma: 0.5, classWeights: [1, 2, 0.5] })), rows);
conformsToObjective(() => make(softmaxCrossEntropy({ classWeights: [1, 2, 0.5] })), rows);
conformsToObjective(
  () => {
    const objective = make(focal());
    objective.check(hostOfOutputs([[1]]), [floats([1])]);
    return objective;
  },
  () => ({
    outputs: [tf.tensor2d([0.5, 2, -1], [3, 1])],
    targets: [tf.tensor2d([1, 0, 1], [3, 1])],
  }),
);

/** Two sequences of two positions, two classes each. */
const scores = () => tf.tensor3d([0, 1, 2, 0, 0, 3, 1, 1], [2, 2, 2]);
const tokens = (...values: number[]) => tf.tensor2d(values, [2, 2], "int32");
const lossOf = (objective: Objective, y: tf.Tensor, weights?: tf.Tensor) =>
  take(objective.loss([scores()], [y], weights))[0] as number;

test("softmaxCrossEntropy() is the mean over the positions that are neither ignored nor masked", () => {
  // -log softmax of the target: log(1 + e^-1), log(1 + e^2), log(1 + e^-3) and ln 2.
  const costs = [
    Math.log1p(Math.exp(-1)),
    Math.log1p(Math.exp(2)),
    Math.log1p(Math.exp(-3)),
    Math.LN2,
  ] as const;
  const mean = (...values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const y = tokens(1, 1, 1, 0);
  const plain = make(softmaxCrossEntropy());
  assertClose([lossOf(plain, y)], [mean(...costs)], 1e-6);
  const mask = tf.tensor2d([1, 0, 1, 1], [2, 2]);
  assertClose([lossOf(plain, y, mask)], [mean(costs[0], costs[2], costs[3])], 1e-6);
  const ignoring = make(softmaxCrossEntropy({ ignore: -1 }));
  const padded = tokens(1, -1, 1, -1);
  assertClose([lossOf(ignoring, padded)], [mean(costs[0], costs[2])], 1e-6);
  assertClose([lossOf(ignoring, padded, mask)], [mean(costs[0], costs[2])], 1e-6);
  assertClose(
    [lossOf(ignoring, padded, tf.tensor1d([1, 3]))],
    [mean(costs[0], 3 * costs[2])],
    1e-6,
  );
});

test("softmaxCrossEntropy() is 0 with a gradient of 0 where nothing counts", () => {
  const ignoring = make(softmaxCrossEntropy({ ignore: -1 }));
  const loss = (x: tf.Tensor) => ignoring.loss([x], [tokens(-1, -1, -1, -1)]);
  assert.equal(Math.abs(take(loss(scores()))[0] as number), 0);
  assert.ok(take(tf.grad(loss)(scores())).every((value) => value === 0));
});

test("softmaxCrossEntropy() measures accuracy of the positions that count, whatever they weigh", () => {
  const ignoring = make(softmaxCrossEntropy({ ignore: -1 }));
  const accuracy = (y: tf.Tensor, weights?: tf.Tensor) =>
    take(ignoring.computeMetrics([scores()], [y], weights)[0] as tf.Tensor);
  // Predicted are 1 0 / 1 0.
  assertClose(accuracy(tokens(1, 1, 1, -1)), [2 / 3], 1e-6);
  assertClose(accuracy(tokens(1, 1, 1, -1), tf.tensor2d([5, 0, 2, 1], [2, 2])), [1], 1e-6);
  assertClose(accuracy(tokens(1, 1, 1, -1), tf.tensor1d([9, 1])), [2 / 3], 1e-6);
});

test("An objective counts the positions that its means are taken of", () => {
  const count = (objective: Objective, y: tf.Tensor, weights?: tf.Tensor) => {
    const counted = objective.countOf?.([y], weights);
    return counted && take(counted)[0];
  };
  const plain = make(softmaxCrossEntropy());
  const ignoring = make(softmaxCrossEntropy({ ignore: -1 }));
  const mask = tf.tensor2d([1, 0, 0.5, 1], [2, 2]);
  assert.equal(count(plain, tokens(1, 1, 0, 0)), undefined);
  assert.equal(count(plain, tokens(1, 1, 0, 0), tf.tensor1d([2, 1])), undefined);
  assert.equal(count(plain, tokens(1, 1, 0, 0), mask), 3);
  assert.equal(count(ignoring, tokens(1, -1, 0, -1)), 2);
  assert.equal(count(ignoring, tokens(1, -1, 0, -1), mask), 2);
  assert.equal(count(make(binaryCrossEntropy()), tf.zeros([2, 2, 3]), mask), 3);
});

test("softmaxCrossEntropy() lets the class that it ignores through, and no other", () => {
  const host = hostOfOutputs([[4, 3]]);
  const column = { name: "token", shape: [4], dtype: "int32" } as const;
  assert.deepEqual(make(softmaxCrossEntropy({ ignore: -1 })).limitOf?.(host, column), {
    below: 3,
    except: -1,
    reason: "softmaxCrossEntropy has classes 0 to 2, one for each output",
  });
});

test("A loss over classes refuses weights of classes that are not there", () => {
  const objective = make(softmaxCrossEntropy({ classWeights: [1, 2] }));
  assert.throws(() => objective.check(hostOfOutputs([[3]]), [labels(3)]), {
    message:
      '"classWeights" must have 3 numbers, but has 2. Cannot train with softmaxCrossEntropy.',
  });
  assert.throws(() => softmaxCrossEntropy({ classWeights: [0, 0] }), /at least one weight above 0/);
  assert.throws(
    () => binaryCrossEntropy({ classWeights: [1, 2, 3] }),
    /2 numbers, of no and of yes/,
  );
});
