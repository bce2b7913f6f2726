import assert from "node:assert/strict";
import { before, test } from "node:test";
import { RandomStream, withSeededMathRandom } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Blueprint } from "../../../../modules/kasmina/seeds/blueprint.ts";
import { BLUEPRINTS, residual } from "../../../../modules/kasmina/seeds/blueprints.ts";
import { SeedNetwork } from "../../../../modules/kasmina/seeds/seed_network.ts";
import { leavesNoTensors } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";

/** Shapes that a blueprint fits, and how many numbers it has there. */
const FITTING: Readonly<Record<string, readonly (readonly [shape: number[], count: number])[]>> = {
  // 6 x 6 + 6 twice; a window of 3 places for 5 numbers to 5 numbers, twice; one of 3 x 3 for 2 channels, twice.
  residual: [
    [[6], 84],
    [[7, 5], 160],
    [[4, 5, 2], 76],
  ],
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
  residual: [2, 2, 2, 2],
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

    test(`${name} tells the multiply-adds of its layers in ${where}`, () => {
      const network = build(name, shape);
      const told = BLUEPRINTS[name]?.multiplyAdds?.(shape);
      assert.equal(told, network.multiplyAdds.forward);
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

test("residual() has as many multiply-adds as its two layers", () => {
  const count = (options: Parameters<typeof residual>[0], shape: readonly number[]) => {
    const network = withSeededMathRandom(
      new RandomStream(1, "test"),
      () => new SeedNetwork(residual(options), "seed", shape),
    );
    const { multiplyAdds } = network;
    network.dispose();
    return multiplyAdds;
  };
  // 49 places, windows of 9, 12 channels to 12, twice. Backward: weights and inputs of both.
  assert.deepEqual(count({}, [7, 7, 12]), {
    forward: 127_008,
    backward: 254_016,
    through: 127_008,
    reached: true,
  });
  assert.equal(count({ width: 4, window: 1 }, [7, 7, 12]).forward, 2 * 49 * 12 * 4);
  assert.equal(count({ width: 3 }, [6]).forward, 36);
  assert.equal(count({ window: 1 }, [8, 6]).forward, 2 * 8 * 36);
  assert.equal(count({}, [8, 6]).forward, 2 * 8 * 3 * 36);
});

test("residual() over places sees no later place", () => {
  const network = build("residual", [6, 4]);
  tf.tidy(() => {
    for (const variable of network.variables) {
      variable.assign(tf.randomNormal(variable.shape, 0, 1, "float32", 3));
    }
    const x = activation([6, 4]);
    const later = tf.concat([tf.zeros([3, 4, 4]), tf.ones([3, 2, 4])], 1);
    const [before, after] = [x, x.add(later)].map((input) =>
      network.apply(input).slice([0, 0, 0], [3, 4, 4]).dataSync<"float32">(),
    );
    assert.deepEqual(after, before);
    assert.notDeepEqual(
      network.apply(x.add(later)).dataSync().slice(-4),
      network.apply(x).dataSync().slice(-4),
    );
  });
  network.dispose();
});
