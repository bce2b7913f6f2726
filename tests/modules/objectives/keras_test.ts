import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { OBJECTIVE } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import {
  binaryCrossEntropy,
  categoricalHinge,
  cosineSimilarity,
  focal,
  hinge,
  huber,
  kullbackLeibler,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  poisson,
  softmaxCrossEntropy,
} from "../../../modules/objectives/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { hostOfOutputs } from "../../_support/providers/stub_host.ts";

const MAKERS: Readonly<Record<string, (options: object) => ContainerModule>> = {
  binaryCrossEntropy,
  categoricalHinge,
  cosineSimilarity,
  focal,
  hinge,
  huber,
  kullbackLeibler,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  poisson,
  softmaxCrossEntropy,
};

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
  readonly dtype?: "int32" | "float32";
}

interface Case {
  readonly name: string;
  readonly maker: string;
  readonly options: Record<string, unknown>;
  readonly outputs: Numbers;
  readonly targets: Numbers;
  readonly weights?: Numbers;
  readonly activation?: "softmax";
  readonly loss: number;
  readonly gradient: number[];
}

// Made by tests/fixtures/losses/make_losses.py.
const CASES: readonly Case[] = JSON.parse(
  readFileSync(new URL("../../fixtures/losses/losses.json", import.meta.url), "utf8"),
);

before(useTestBackend);

const tensor = ({ values, shape, dtype }: Numbers) => tf.tensor(values, shape, dtype ?? "float32");

function objectiveOf({ maker, options, outputs, targets, weights }: Case) {
  const container = new Container();
  container.load(MAKERS[maker]?.(options) as ContainerModule);
  const objective = container.get(OBJECTIVE);
  const column = (of: Numbers, name: string) => ({
    name,
    shape: of.shape.slice(1),
    dtype: of.dtype ?? "float32",
  });
  objective.check(
    hostOfOutputs([outputs.shape.slice(1)]),
    [column(targets, "target")],
    weights && column(weights, "weight"),
  );
  return objective;
}

for (const one of CASES) {
  test(`${one.maker}() equals its reference in value and gradient: ${one.name}, ${JSON.stringify(one.options)}`, () => {
    const objective = objectiveOf(one);
    const [x, y] = [tensor(one.outputs), tensor(one.targets)];
    const weights = one.weights && tensor(one.weights);
    const loss = (outputs: tf.Tensor) =>
      objective.loss([one.activation ? outputs.softmax() : outputs], [y], weights);
    assertClose(take(loss(x)), [one.loss], 1e-5, "loss");
    assertClose(take(tf.grad(loss)(x)), one.gradient, 1e-5, "gradient");
  });
}
