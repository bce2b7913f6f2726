import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropy,
} from "../../../modules/objectives/binary_cross_entropy/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";
import { floats, hostOfOutputs } from "../../_support/providers/stub_host.ts";

function make(options?: BinaryCrossEntropyOptions): Objective {
  const container = new Container();
  container.load(binaryCrossEntropy(options));
  return container.get(OBJECTIVE);
}

const targets = () => tf.tensor2d([1, 0, 0.25, 1, 0, 1], [3, 2]);

conformsToObjective(
  () => make(),
  () => ({ outputs: [tf.tensor2d([1, 2, -1, -3, 0.5, 4], [3, 2])], targets: [targets()] }),
);
conformsToObjective(
  () => make({ fromLogits: false }),
  () => ({ outputs: [tf.tensor2d([0.5, 0.2, 0.4, 0.8, 0.3, 0.6], [3, 2])], targets: [targets()] }),
);

const lossOf = (objective: Objective, outputs: number[], wanted: number[]) =>
  take(
    objective.loss(
      [tf.tensor2d(outputs, [outputs.length, 1])],
      [tf.tensor2d(wanted, [wanted.length, 1])],
    ),
  );

test("binaryCrossEntropy() equals what is worked out by hand", () => {
  // The sigmoid of ln 3 is 3/4: as a 1 it costs ln(4/3), as a 0 it costs ln 4.
  const expected = (Math.log(4 / 3) + Math.log(4)) / 2;
  assertClose(lossOf(make(), [Math.log(3), Math.log(3)], [1, 0]), [expected], 1e-6);
  assertClose(lossOf(make({ fromLogits: false }), [0.75, 0.75], [1, 0]), [expected], 1e-6);
});

test("binaryCrossEntropy() has the gradient (sigmoid - target) / N, at a logit of 0 too", () => {
  const outputs = tf.tensor2d([Math.log(3), 0, 0], [3, 1]);
  const wanted = tf.tensor2d([1, 1, 0], [3, 1]);
  const gradient = tf.grad((x) => make().loss([x], [wanted]))(outputs);
  assertClose(take(gradient), [-1 / 12, -1 / 6, 1 / 6], 1e-6);
});

test("binaryCrossEntropy() stays finite when logits are huge", () => {
  assertClose(lossOf(make(), [1e4, -1e4], [1, 0]), [0], 1e-6);
  assertClose(lossOf(make(), [1e4, -1e4], [0, 1]), [1e4], 1e-6);
});

test("binaryCrossEntropy() keeps probabilities of 0 and 1 away from the logarithm", () => {
  // 1 - 1e-7 is 1 - 2^-23 as float32, whose complement has the logarithm -23 ln 2.
  const expected = (-Math.log(1e-7) + 23 * Math.LN2) / 2;
  assertClose(lossOf(make({ fromLogits: false }), [0, 1], [1, 0]), [expected], 1e-5);
});

test("binaryCrossEntropy() measures the share of outputs on their target's side of a half", () => {
  const accuracy = (objective: Objective, outputs: number[]) =>
    take(
      objective.computeMetrics([tf.tensor1d(outputs)], [tf.tensor1d([1, 0, 1, 0])])[0] as tf.Tensor,
    );
  assertClose(accuracy(make(), [0.1, -0.1, -2, -3]), [0.75], 1e-6);
  assertClose(accuracy(make({ fromLogits: false }), [0.6, 0.6, 0.4, 0.1]), [0.5], 1e-6);
});

test("binaryCrossEntropy() refuses targets of another shape than the output's", () => {
  const host = hostOfOutputs([[1]]);
  make().check(host, [floats([])]);
  assert.throws(() => make().check(host, [floats([2])]), {
    code: "host/unsupported",
    message: `The shape of column "target" must be [1] like the output's, but is [2]. Cannot train with binaryCrossEntropy.`,
  });
});

test("binaryCrossEntropy() refuses a network that ends in a sigmoid when logits are expected", () => {
  const host = hostOfOutputs([[1]], ["sigmoid"]);
  assert.throws(() => make().check(host, [floats([1])]), {
    message:
      'The last activation must not be "sigmoid", but is "sigmoid"; remove the activation, or pass { fromLogits: false }. Cannot train with binaryCrossEntropy.',
  });
  make({ fromLogits: false }).check(host, [floats([1])]);
});

test("binaryCrossEntropy() accepts any size when the output leaves it open", () => {
  make().check(hostOfOutputs([[null, 2]]), [floats([7, 2])]);
});
