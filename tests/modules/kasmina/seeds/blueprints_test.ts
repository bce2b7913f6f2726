import assert from "node:assert/strict";
import { before, test } from "node:test";
import { RandomStream, withSeededMathRandom } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Blueprint } from "../../../../modules/kasmina/seeds/blueprint.ts";
import { BLUEPRINTS } from "../../../../modules/kasmina/seeds/blueprints.ts";
import { SeedNetwork } from "../../../../modules/kasmina/seeds/seed_network.ts";
import { leavesNoTensors } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";

/** Shapes that a blueprint fits, and how many numbers it has there. */
const FITTING: Readonly<Record<string, readonly (readonly [shape: number[], count: number])[]>> = {
  // 10 to 4 and back: (10 + 1) 4 + (4 + 1) 10; 32 to 8 and back: 33 x 8 + 9 x 32.
  "dense-bottleneck": [
    [[10], 94],
    [[32], 552],
  ],
  // 9 x 2 x 2 + 2, and a gain and an offset for each of 2 channels.
  "conv-norm": [[[4, 5, 2], 42]],
  // 9 x 2 + 2, and 2 x 2 + 2.
  "depthwise-conv": [[[4, 5, 2], 26]],
  // Three of 3 x 3, and 3 x 3 + 3.
  attention: [[[2, 3, 3], 39]],
  identity: [
    [[10], 0],
    [[4, 5, 2], 0],
  ],
};

const MISFITS: Readonly<Record<string, readonly number[]>> = {
  "dense-bottleneck": [4, 4, 2],
  "conv-norm": [10],
  "depthwise-conv": [10],
  attention: [10],
};

before(useTestBackend);

function build(name: string, shape: readonly number[]): SeedNetwork {
  const blueprint = BLUEPRINTS[name] as Blueprint;
  return withSeededMathRandom(
    new RandomStream(1, "test"),
    () => new SeedNetwork(blueprint, "seed", shape),
  );
}

function activation(shape: readonly number[]): tf.Tensor {
  return tf.randomUniform([3, ...shape], -1, 1, "float32", 5);
}

test("every built-in blueprint has a test", () => {
  assert.deepEqual(Object.keys(FITTING), Object.keys(BLUEPRINTS));
});

for (const [name, places] of Object.entries(FITTING)) {
  for (const [shape, count] of places) {
    const where = `[${shape.join(", ")}]`;

    test(`${name} begins as the identity, in ${where}`, () => {
      leavesNoTensors(() => {
        const network = build(name, shape);
        tf.tidy(() => {
          const input = activation(shape);
          const output = network.apply(input);
          assert.deepEqual(output.shape, input.shape);
          assert.deepEqual([...output.dataSync()], [...input.dataSync()]);
        });
        network.dispose();
      });
    });

    test(`${name} has ${count} numbers with names of their own in ${where}`, () => {
      const network = build(name, shape);
      assert.equal(network.parameterCount, count);
      const names = network.parameters.map((parameter) => parameter.name);
      assert.equal(new Set(names).size, names.length);
      for (const path of names) assert.match(path, /^seed\/[a-z]+\/[a-z_]+$/);
      network.dispose();
    });

    test(`${name} is built alike from the same random numbers, in ${where}`, () => {
      const [a, b] = [build(name, shape), build(name, shape)];
      const values = ({ variables }: SeedNetwork) => variables.map((v) => [...v.dataSync()]);
      assert.deepEqual(values(a), values(b));
      for (const network of [a, b]) network.dispose();
    });

    test(`${name} passes its probe in ${where}, and leaves no tensors`, () => {
      leavesNoTensors(() => {
        const network = build(name, shape);
        assert.deepEqual(network.probe(), { sameShape: true, nonFinite: 0 });
        const random = new RandomStream(1, "probe");
        assert.equal(
          network.scaleOn(() => random.next(), 4),
          1,
        );
        network.dispose();
      });
    });

    if (count === 0) continue;

    test(`${name} has the gradient that finite differences give, in ${where}`, () => {
      leavesNoTensors(() => {
        const network = build(name, shape);
        tf.tidy(() => checkGradient(network, activation(shape)));
        network.dispose();
      });
    });

    test(`${name} learns to scale its input in ${where}`, () => {
      const network = build(name, shape);
      const input = activation(shape);
      const target = input.mul(1.5);
      const optimizer = tf.train.adam(0.02);
      const loss = () => network.apply(input).sub(target).square().mean().asScalar();
      const before = tf.tidy(() => loss().dataSync()[0] as number);
      for (let step = 0; step < 60; step++) optimizer.minimize(loss, false, network.variables);
      const after = tf.tidy(() => loss().dataSync()[0] as number);
      assert.ok(after < before * 0.7, `${before} to ${after}`);
      optimizer.dispose();
      network.dispose();
    });
  }
}

for (const [name, shape] of Object.entries(MISFITS)) {
  test(`${name} does not fit [${shape.join(", ")}] and names what it needs`, () => {
    assert.match((BLUEPRINTS[name] as Blueprint).misfit(shape) ?? "", /^an activation of/);
  });
}

test("attention does not fit an image of more than 1,024 places", () => {
  const { attention } = BLUEPRINTS as { readonly attention: Blueprint };
  assert.equal(attention.misfit([32, 32, 4]), undefined);
  assert.match(attention.misfit([32, 33, 4]) ?? "", /at most 1024 places/);
});

/** Compares a directional derivative with a central difference, off the start, where every weight counts. */
function checkGradient(network: SeedNetwork, input: tf.Tensor): void {
  const start = network.variables.map((variable, at) =>
    tf.keep(variable.add(tf.randomNormal(variable.shape, 0, 0.3, "float32", at + 1))),
  );
  const along = start.map((tensor, at) =>
    tf.keep(tf.randomNormal(tensor.shape, 0, 1, "float32", 100 + at)),
  );
  const move = (by: number) => {
    network.variables.forEach((variable, at) => {
      const direction = along[at] as tf.Tensor;
      variable.assign((start[at] as tf.Tensor).add(direction.mul(by)));
    });
  };
  const weights = tf.randomNormal(input.shape, 0, 1, "float32", 9);
  const loss = () => network.apply(input).mul(weights).sum().asScalar();
  const valueAt = (by: number) => {
    move(by);
    return loss().dataSync()[0] as number;
  };
  const step = 1e-3;
  const numeric = (valueAt(step) - valueAt(-step)) / (2 * step);
  move(0);
  const { grads } = tf.variableGrads(loss, network.variables);
  const analytic = network.variables
    .map(({ name }, at) => (grads[name] as tf.Tensor).mul(along[at] as tf.Tensor).sum())
    .reduce((sum, term) => sum.add(term))
    .dataSync()[0] as number;
  tf.dispose([...start, ...along]);
  const error = Math.abs(numeric - analytic) / Math.max(1, Math.abs(analytic));
  assert.ok(error < 0.02, `${numeric} by differences, ${analytic} by the gradient`);
}
