import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { GRADIENT_TRANSFORM, type GroupGradient, RandomStream } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adaptiveClip,
  centralize,
  clipByGlobalNorm,
  clipByValue,
  gradientNoise,
} from "../../../modules/gradient_transforms/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToGradientTransform } from "../../../testing/gradient_transform.ts";
import { layoutOfShapes } from "../../_support/optimizers/optimizers.ts";

conformsToGradientTransform(() => clipByGlobalNorm({ maxNorm: 1 }));
conformsToGradientTransform(() => clipByValue({ maxValue: 0.5 }));
conformsToGradientTransform(() => adaptiveClip());
conformsToGradientTransform(() => gradientNoise());
conformsToGradientTransform(() => centralize());

before(useTestBackend);

const stream = () => new RandomStream(1, "gradient-transforms");

function groupOf(shapes: Record<string, number[]>, gradients: number[], parameters = gradients) {
  return {
    group: "host",
    layout: layoutOfShapes(shapes),
    gradients_P: tf.tensor1d(gradients),
    parameters_P: tf.tensor1d(parameters),
  };
}

async function transformed(module: ContainerModule, groups: GroupGradient[], step = 0) {
  const transform = await resolveProvider(GRADIENT_TRANSFORM, module);
  const made = transform.transform(groups, { step, random: stream() });
  return made.map((gradients_P) => [...gradients_P.dataSync()]);
}

// Made by tests/fixtures/transforms/make_transforms.py.
const FIXTURE = JSON.parse(
  readFileSync(new URL("../../fixtures/transforms/transforms.json", import.meta.url), "utf8"),
);

for (const [name, make] of [
  ["adaptiveClip", () => adaptiveClip({ clipping: 0.05 })],
  ["clipByGlobalNorm", () => clipByGlobalNorm({ maxNorm: 1.5 })],
  ["clipByValue", () => clipByValue({ maxValue: 0.7 })],
] as const) {
  test(`${name}() equals optax for small and large gradients`, async () => {
    for (const size of ["small", "large"] as const) {
      const group = groupOf(FIXTURE.shapes, FIXTURE[size], FIXTURE.parameters);
      const [made] = await transformed(make(), [group]);
      assertClose(made as number[], FIXTURE[name][size], 1e-6, size);
    }
  });
}

test("clipByGlobalNorm() takes the norm of all groups together, and leaves a short gradient bit for bit", async () => {
  // 3, 4 and 12: the norm is 13.
  const groups = [groupOf({ w: [2] }, [3, 4]), groupOf({ v: [1] }, [12])];
  const clipped = await transformed(clipByGlobalNorm({ maxNorm: 6.5 }), groups);
  assertClose(clipped.flat(), [1.5, 2, 6], 1e-6);
  const short = [groupOf({ w: [2] }, [0.1, 0.7])];
  const same = await transformed(clipByGlobalNorm({ maxNorm: 0.93 }), short);
  assert.deepEqual(same[0], [Math.fround(0.1), Math.fround(0.7)]);
});

test("adaptiveClip() leaves the weights alone that it is asked to", async () => {
  const group = groupOf(
    { "head/kernel": [2, 1], "body/kernel": [2, 1] },
    [3, 4, 3, 4],
    [0, 1, 0, 1],
  );
  // The norm of the weights is 1, that of the gradient 5: 0.1 / 5 of it is left.
  const [made] = await transformed(adaptiveClip({ clipping: 0.1, except: /^head/ }), [group]);
  assertClose(made as number[], [3, 4, 0.06, 0.08], 1e-6);
});

test("centralize() takes the mean off each unit, and leaves biases", async () => {
  // Columns (1, 3) and (2, 6) have the means 2 and 4.
  const [made] = await transformed(centralize(), [
    groupOf({ kernel: [2, 2], bias: [2] }, [1, 2, 3, 6, 5, 7]),
  ]);
  assert.deepEqual(made, [-1, -2, 1, 2, 5, 7]);
});

test("gradientNoise() has the mean 0 and a variance that falls with the steps", async () => {
  const size = 20_000;
  const zeros = () => [groupOf({ w: [size] }, Array<number>(size).fill(0))];
  for (const [step, variance] of [
    [0, 0.04],
    [15, 0.04 / 16 ** 0.5],
  ] as const) {
    const [made = []] = await transformed(gradientNoise({ eta: 0.04, gamma: 0.5 }), zeros(), step);
    const mean = made.reduce((sum, value) => sum + value, 0) / size;
    const found = made.reduce((sum, value) => sum + value ** 2, 0) / size;
    // Five standard errors of the mean, and of the variance of a normal distribution.
    assert.ok(Math.abs(mean) < 5 * Math.sqrt(variance / size), `${mean}`);
    assert.ok(Math.abs(found / variance - 1) < 5 * Math.sqrt(2 / size), `${found}`);
    const beyond = made.filter((value) => Math.abs(value) > 1.96 * Math.sqrt(variance)).length;
    assert.ok(Math.abs(beyond / size - 0.05) < 0.01, `${beyond}`);
  }
});

test("Gradient transforms refuse limits that are none", () => {
  assert.throws(() => clipByGlobalNorm({ maxNorm: 0 }), /"maxNorm" must be greater than 0/);
  assert.throws(() => adaptiveClip({ clipping: -1 }), /"clipping" must be greater than 0/);
});
