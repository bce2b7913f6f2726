import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECTIVE, type Objective } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import {
  cosineSimilarity,
  hinge,
  huber,
  kullbackLeibler,
  logCosh,
  meanAbsoluteError,
  poisson,
} from "../../../modules/objectives/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToObjective } from "../../../testing/objective.ts";
import { floats, hostOfOutputs } from "../../_support/providers/stub_host.ts";

function make(module: ContainerModule): Objective {
  const container = new Container();
  container.load(module);
  return container.get(OBJECTIVE);
}

const pairs = () => ({
  outputs: [tf.tensor2d([0.5, 2, -1, 0.25, 3, -0.5], [3, 2])],
  targets: [tf.tensor2d([1, 0.5, 0.5, 1, 1, 1], [3, 2])],
});
const counts = () => ({
  outputs: [tf.tensor2d([0.5, 2, 1, 0.25, 3, 0.5], [3, 2])],
  targets: [tf.tensor2d([1, 0, 2, 1, 4, 0], [3, 2])],
});
const signs = () => ({
  outputs: [tf.tensor2d([0.5, 2, -1, 0.25, 3, -0.5], [3, 2])],
  targets: [tf.tensor2d([1, 0, 1, -1, 1, 0], [3, 2])],
});
const shares = () => ({
  outputs: [tf.tensor2d([0.5, 2, -1, 0.25, 3, -0.5], [3, 2])],
  targets: [tf.tensor2d([0.5, 0.5, 0.1, 0.9, 1, 0], [3, 2])],
});

conformsToObjective(() => make(meanAbsoluteError()), pairs);
conformsToObjective(() => make(huber({ delta: 0.75 })), pairs);
conformsToObjective(() => make(logCosh()), pairs);
conformsToObjective(() => make(cosineSimilarity()), pairs);
conformsToObjective(() => make(poisson()), counts);
conformsToObjective(() => make(hinge()), signs);
conformsToObjective(() => make(hinge({ squared: true })), signs);
conformsToObjective(() => make(kullbackLeibler()), shares);

const loss = (module: ContainerModule, outputs: number[], targets: number[]) =>
  take(
    make(module).loss(
      [tf.tensor2d(outputs, [1, outputs.length])],
      [tf.tensor2d(targets, [1, targets.length])],
    ),
  )[0] as number;

test("huber() is a square up to delta, and a line beyond it", () => {
  // (0.5^2 / 2 + 2 * 1 - 1 / 2) / 2
  assertClose([loss(huber(), [1.5, 3], [1, 1])], [(0.125 + 1.5) / 2], 1e-6);
});

test("logCosh() stays finite for large differences", () => {
  assertClose([loss(logCosh(), [1e4, -1e4], [0, 0])], [1e4 - Math.LN2], 1e-6);
});

test("hinge() takes 0 for no, as -1", () => {
  // max(0, 1 - 0.5) and max(0, 1 + 0.5).
  assertClose([loss(hinge(), [0.5, 0.5], [1, 0])], [1], 1e-6);
  assertClose([loss(hinge(), [0.5, 0.5], [1, -1])], [1], 1e-6);
});

test("cosineSimilarity() is 0 beside a zero vector", () => {
  assert.equal(Math.abs(loss(cosineSimilarity(), [0, 0], [1, 2])), 0);
});

test("kullbackLeibler() is 0 where the distributions are the same", () => {
  // Softmax of (ln 1, ln 3) is (1/4, 3/4).
  assertClose([loss(kullbackLeibler(), [0, Math.log(3)], [0.25, 0.75])], [0], 1e-6);
});

test("A loss of pairs takes a number for an output of one, and pairs each with its own", () => {
  const objective = make(meanAbsoluteError());
  objective.check(hostOfOutputs([[1]]), [floats([])]);
  // Without that, [2, 1] against [2] would be four differences.
  const value = objective.loss([tf.tensor2d([1, 5], [2, 1])], [tf.tensor1d([2, 3])]);
  assert.deepEqual(take(value), [1.5]);
});

test("A loss of pairs refuses weights that are none of its positions", () => {
  const objective = make(meanAbsoluteError());
  const host = hostOfOutputs([[4, 2]]);
  objective.check(host, [floats([4, 2])], floats([4], "weight"));
  assert.throws(() => objective.check(host, [floats([4, 2])], floats([3], "weight")), {
    code: "host/unsupported",
    message:
      'The weights of column "weight" must be one an example ([]) or one a position of [4, 2], but have the shape [3]. Cannot train with meanAbsoluteError.',
  });
});
