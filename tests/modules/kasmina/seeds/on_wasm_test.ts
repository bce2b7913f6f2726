import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  RandomStream,
  withSeededMathRandom,
} from "../../../../core/mod.ts";
import { Container, tf } from "../../../../deps.ts";
import type { Blueprint } from "../../../../modules/kasmina/seeds/blueprint.ts";
import { BLUEPRINTS } from "../../../../modules/kasmina/seeds/blueprints.ts";
import { SeedNetwork } from "../../../../modules/kasmina/seeds/seed_network.ts";
import { wasm } from "../../../../modules/mod.ts";
import { assertClose } from "../../../../testing/_support/tensors.ts";

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  residual: [4, 5, 3],
  "dense-bottleneck": [10],
  "conv-norm": [4, 5, 3],
  "depthwise-conv": [4, 5, 3],
  attention: [3, 4, 3],
};

/** Output and gradients of a seed off its start, one list each. */
function numbersOf(name: string): number[][] {
  const shape = SHAPES[name] as readonly number[];
  const stream = new RandomStream(1, name);
  const network = withSeededMathRandom(
    stream,
    () => new SeedNetwork(BLUEPRINTS[name] as Blueprint, "seed", shape),
  );
  const values = (size: number) =>
    Float32Array.from({ length: size }, () => 0.6 * (2 * stream.next() - 1));
  const numbers = tf.tidy(() => {
    for (const variable of network.variables) {
      variable.assign(tf.tensor(values(variable.size), variable.shape));
    }
    const size = shape.reduce((product, extent) => product * extent, 3);
    const input = tf.tensor(values(size), [3, ...shape]);
    const { value, grads } = tf.variableGrads(
      () => network.apply(input).square().mean().asScalar(),
      network.variables,
    );
    const tensors = [value, ...network.variables.map((variable) => grads[variable.name])];
    return tensors.map((tensor) => [...(tensor as tf.Tensor).dataSync<"float32">()]);
  });
  network.dispose();
  return numbers;
}

let backend: ComputeBackend;
const expected: Record<string, number[][]> = {};
before(async () => {
  await tf.setBackend("cpu");
  for (const name of Object.keys(SHAPES)) expected[name] = numbersOf(name);
  const container = new Container();
  container.load(wasm({ threads: 1 }));
  backend = container.get(COMPUTE_BACKEND);
  await backend.start();
});
after(() => backend.dispose());

test("every blueprint that has weights is tried on wasm", () => {
  assert.deepEqual(
    Object.keys(BLUEPRINTS).filter((name) => name !== "identity"),
    Object.keys(SHAPES),
  );
});

for (const name of Object.keys(SHAPES)) {
  test(`${name} has the outputs and gradients on wasm that it has on cpu`, () => {
    numbersOf(name).forEach((numbers, at) => {
      assertClose(numbers, expected[name]?.[at] as number[], 1e-4, `${name}, ${at}`);
    });
  });
}
