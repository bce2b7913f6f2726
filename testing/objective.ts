import assert from "node:assert/strict";
import { before } from "node:test";
import type { Objective } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { assertClose, leavesNoTensors } from "./_support/tensors.ts";
import { useTestBackend } from "./_support/test_backend.ts";

/** One batch, [B, ...]: outputs of a network, and what they are to be. */
export interface Compared {
  /** What the network gave. */
  readonly outputs: readonly tf.Tensor[];
  /** What it should have given. */
  readonly targets: readonly tf.Tensor[];
}

/**
 * Checks what the port {@link Objective} obliges a provider to.
 *
 * @param examples Makes a batch of three examples or more, at which the loss has a gradient.
 */
export function conformsToObjective(
  create: () => Objective,
  examples: () => Compared,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const all = (objective: Objective, { outputs, targets }: Compared) =>
    [objective.loss(outputs, targets), ...objective.computeMetrics(outputs, targets)].map(
      (scalar) => {
        assert.deepEqual(scalar.shape, []);
        return scalar.dataSync()[0] as number;
      },
    );
  before(useTestBackend);

  check("Objective gives a loss, and a number for each of its metrics", () => {
    const objective = create();
    const numbers = all(objective, examples());
    assert.equal(numbers.length, 1 + objective.metrics.length);
    for (const number of numbers) assert.ok(Number.isFinite(number), `${numbers}`);
  });

  check("Objective gives means over the examples", () => {
    const objective = create();
    const batch = examples();
    const size = (batch.outputs[0] as tf.Tensor).shape[0] as number;
    const [first, rest] = [part(batch, 0, 1), part(batch, 1, size - 1)];
    const [one, others] = [all(objective, first), all(objective, rest)];
    const expected = one.map((value, i) => (value + (others[i] as number) * (size - 1)) / size);
    assertClose(all(objective, batch), expected, 1e-6);
  });

  check("Objective.loss() weighs examples: sum of w l over their number", () => {
    const objective = create();
    const batch = examples();
    const size = (batch.outputs[0] as tf.Tensor).shape[0] as number;
    const weights = Float32Array.from({ length: size }, (_, at) => [2, 0, 0.5][at % 3] as number);
    const expected = weights.reduce((sum, weight, at) => {
      const { outputs, targets } = part(batch, at, 1);
      return sum + weight * (objective.loss(outputs, targets).dataSync()[0] as number);
    }, 0);
    const loss = objective.loss(batch.outputs, batch.targets, tf.tensor1d(weights));
    assertClose(loss.dataSync(), [expected / size], 1e-6);
  });

  check("Objective.loss() has the gradient that its differences show", () => {
    const objective = create();
    const { outputs, targets } = examples();
    outputs.forEach((output, index) => {
      const loss = (values: tf.Tensor) => objective.loss(outputs.with(index, values), targets);
      const gradient = [...tf.grad(loss)(output).dataSync()];
      assert.ok(gradient.some((value) => value !== 0));
      assertClose(gradient, differences(loss, output), 2e-3, `gradient of output ${index}`);
    });
  });

  check("Objective leaves its arguments as they are, and no tensors behind", () => {
    const objective = create();
    const { outputs, targets } = examples();
    const values = () => [...outputs, ...targets].map((tensor) => [...tensor.dataSync()]);
    const before = values();
    leavesNoTensors(() =>
      tf.tidy(() => {
        objective.loss(outputs, targets);
        objective.computeMetrics(outputs, targets);
      }),
    );
    assert.deepEqual(values(), before);
  });

  check("Objective has a name, and one for each metric", () => {
    const { name, metrics } = create();
    assert.match(name, /^[a-z][a-z-]*$/);
    assert.equal(new Set(metrics.map((metric) => metric.name)).size, metrics.length);
  });
}

function part({ outputs, targets }: Compared, from: number, size: number): Compared {
  const slice = (tensor: tf.Tensor) => tensor.slice([from], [size]);
  return { outputs: outputs.map(slice), targets: targets.map(slice) };
}

/** Central differences of `loss` in each number of `at`; float32 leaves about three digits of them. */
function differences(loss: (values: tf.Tensor) => tf.Scalar, at: tf.Tensor): number[] {
  const values = at.dataSync();
  const lossWith = (index: number, value: number) =>
    loss(tf.tensor(values.with(index, value), at.shape)).dataSync()[0] as number;
  const h = 1 / 128;
  return Array.from(
    values,
    (value, index) => (lossWith(index, value + h) - lossWith(index, value - h)) / (2 * h),
  );
}
