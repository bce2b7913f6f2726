import assert from "node:assert/strict";
import { test } from "node:test";
import { type Column, type Host, OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import {
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropy,
} from "../../../modules/objectives/softmax_cross_entropy/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";
import { floats, hostOfOutputs, labels } from "../../_support/providers/stub_host.ts";

function make(options?: SoftmaxCrossEntropyOptions): Objective {
  const container = new Container();
  container.load(softmaxCrossEntropy(options));
  return container.get(OBJECTIVE);
}

const logits = () => tf.tensor2d([1, 2, -1, 0.5, 0, 3, -2, 1, 1], [3, 3]);
const classes = () => tf.tensor1d([1, 0, 2], "int32");
const lossOf = (objective: Objective, outputs: tf.Tensor, targets: tf.Tensor) =>
  take(objective.loss([outputs], [targets]))[0] as number;

conformsToObjective(
  () => make(),
  () => ({ outputs: [logits()], targets: [classes()] }),
);
conformsToObjective(
  () => make({ labelSmoothing: 0.2 }),
  () => ({ outputs: [logits()], targets: [classes()] }),
);
conformsToObjective(
  () => make({ fromLogits: false }),
  () => ({
    outputs: [tf.tensor2d([0.2, 0.3, 0.5, 0.4, 0.3, 0.3, 0.25, 0.25, 0.5], [3, 3])],
    targets: [tf.tensor2d([0.5, 0.5, 0, 0, 1, 0, 0.1, 0.2, 0.7], [3, 3])],
  }),
);

test("softmaxCrossEntropy() equals what is worked out by hand", () => {
  // Row 1: softmax of (ln 1, ln 3) is (1/4, 3/4), and class 1 costs ln(4/3); row 2: (1/2, 1/2) costs ln 2.
  const outputs = tf.tensor2d([0, Math.log(3), 5, 5], [2, 2]);
  const targets = tf.tensor1d([1, 0], "int32");
  const expected = (Math.log(4 / 3) + Math.log(2)) / 2;
  assertClose([lossOf(make(), outputs, targets)], [expected], 1e-6);
});

test("softmaxCrossEntropy() takes a probability for each class as well as a class", () => {
  const rows = tf.tensor2d([0, 1, 0, 1, 0, 0, 0, 0, 1], [3, 3]);
  assertClose([lossOf(make(), logits(), rows)], [lossOf(make(), logits(), classes())], 1e-6);
});

test("softmaxCrossEntropy() spreads the targets that it smooths", () => {
  // Of a target of class 1 of 2, smoothing by 0.2 leaves (0.1, 0.9).
  const outputs = tf.tensor2d([0, Math.log(3)], [1, 2]);
  const expected = -(0.1 * Math.log(1 / 4) + 0.9 * Math.log(3 / 4));
  const loss = lossOf(make({ labelSmoothing: 0.2 }), outputs, tf.tensor1d([1], "int32"));
  assertClose([loss], [expected], 1e-6);
});

test("softmaxCrossEntropy() has the gradient (softmax - target) / B", () => {
  const outputs = tf.tensor2d([0, Math.log(3), 5, 5], [2, 2]);
  const targets = tf.tensor1d([1, 0], "int32");
  const gradient = tf.grad((x) => make().loss([x], [targets]))(outputs);
  assertClose(take(gradient), [1 / 8, -1 / 8, -1 / 4, 1 / 4], 1e-6);
});

test("softmaxCrossEntropy() stays finite when logits are huge", () => {
  const outputs = tf.tensor2d([1e4, -1e4], [1, 2]);
  assert.equal(Math.abs(lossOf(make(), outputs, tf.tensor1d([0], "int32"))), 0);
  assert.equal(lossOf(make(), outputs, tf.tensor1d([1], "int32")), 2e4);
});

test("softmaxCrossEntropy() keeps a probability of 0 away from the logarithm", () => {
  const loss = lossOf(
    make({ fromLogits: false }),
    tf.tensor2d([1, 0], [1, 2]),
    tf.tensor1d([1], "int32"),
  );
  // -ln 1e-7
  assertClose([loss], [16.118095], 1e-5);
});

test("softmaxCrossEntropy() measures the share of examples whose largest output is their class", () => {
  const accuracy = (targets: tf.Tensor) =>
    take(make().computeMetrics([logits()], [targets])[0] as tf.Tensor);
  // The largest outputs are those of classes 1, 2 and, of two equal ones, 1.
  assertClose(accuracy(classes()), [1 / 3], 1e-6);
  assertClose(accuracy(tf.tensor2d([0, 1, 0, 0, 0, 1, 0.2, 0.5, 0.3], [3, 3])), [1], 1e-6);
});

const FAULTS: readonly (readonly [
  when: string,
  host: Host,
  targets: readonly Column[],
  rule: string,
])[] = [
  [
    "the network has two outputs",
    hostOfOutputs([[3], [3]]),
    [labels(3)],
    "The network must have 1 output, but has 2",
  ],
  [
    "there are two target columns",
    hostOfOutputs([[3]]),
    [labels(3), labels(3)],
    "The data must have 1 target column, but has 2",
  ],
  [
    "the output is an image",
    hostOfOutputs([[7, 7, 3]]),
    [labels(3)],
    'Column "label" must hold class numbers (int32, [7, 7]) or a probability for each class (float32, [7, 7, 3]), but is int32, []',
  ],
  [
    "there are more classes than outputs",
    hostOfOutputs([[3]]),
    [labels(10)],
    'The network must have as many outputs as column "label" has classes, 10, but has 3',
  ],
  [
    "the targets are single floats",
    hostOfOutputs([[3]]),
    [floats([])],
    'Column "target" must hold class numbers (int32, []) or a probability for each class (float32, [3]), but is float32, []',
  ],
  [
    "the probabilities are of other classes",
    hostOfOutputs([[3]]),
    [floats([4])],
    'The network must have as many outputs as column "target" has classes, 4, but has 3',
  ],
  [
    "the network ends in a softmax and logits are expected",
    hostOfOutputs([[3]], ["softmax"]),
    [labels(3)],
    'The last activation must not be "softmax", but is "softmax"; remove the activation, or pass { fromLogits: false }',
  ],
];

for (const [when, host, targets, rule] of FAULTS) {
  test(`softmaxCrossEntropy() refuses to train when ${when}`, () => {
    assert.throws(() => make().check(host, targets), {
      code: "host/unsupported",
      message: `${rule}. Cannot train with softmaxCrossEntropy.`,
    });
  });
}

test("softmaxCrossEntropy() refuses to train when probabilities are expected and the network ends in logits", () => {
  const host = hostOfOutputs([[3]], ["linear"]);
  assert.throws(() => make({ fromLogits: false }).check(host, [labels(3)]), {
    message:
      'The last activation must be "softmax", but is "linear"; end the network in "softmax", or leave "fromLogits" out. Cannot train with softmaxCrossEntropy.',
  });
});

test("softmaxCrossEntropy() takes a network whose last activation is not known", () => {
  for (const fromLogits of [true, false]) {
    make({ fromLogits }).check(hostOfOutputs([[3]]), [labels(3)]);
    make({ fromLogits }).check(hostOfOutputs([[3]]), [labels()]);
  }
});

test("softmaxCrossEntropy() refuses to smooth a target away", () => {
  assert.throws(() => softmaxCrossEntropy({ labelSmoothing: 1 }), {
    code: "options/invalid",
    message: '"labelSmoothing" must be less than 1, but is 1. Cannot make softmaxCrossEntropy.',
  });
});
