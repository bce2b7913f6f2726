import { before, test } from "node:test";
import { tf } from "../../../../deps.ts";
import { installOverrides } from "../../../../modules/compute/_shared/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";

before(useTestBackend);

/** Two examples of two channels of two numbers. */
const X = [1, 2, 3, 4, 5, 7, 8, 10];
const FACTORS = [1, 0, 2, 0, 0, 3, 0, -1];

function normalization(): tf.layers.Layer {
  const layer = tf.layers.batchNormalization({ axis: 1, epsilon: 0 });
  layer.build([null, 2, 2]);
  // Gamma, beta, and the moving mean and variance of each channel.
  const weights = [
    [2, 3],
    [1, 0],
    [2, 5],
    [1, 4],
  ];
  tf.tidy(() => layer.setWeights(weights.map((values) => tf.tensor1d(values))));
  return layer;
}

function withOverrides(name: string, body: (layer: tf.layers.Layer, x: tf.Tensor) => void): void {
  test(name, () => {
    const remove = installOverrides();
    const layer = normalization();
    const x = tf.tensor3d(X, [2, 2, 2]);
    try {
      leavesNoTensors(() => tf.tidy(() => body(layer, x)));
    } finally {
      x.dispose();
      remove();
    }
  });
}

withOverrides(
  "installOverrides() predicts with batch normalization of an inner axis",
  (layer, x) => {
    // 2 (x - 2) / 1 + 1 in the first channel, 3 (x - 5) / 2 in the second.
    const expected = [-1, 1, -3, -1.5, 7, 11, 4.5, 7.5];
    assertClose(take(layer.apply(x, { training: false }) as tf.Tensor), expected, 1e-5);
    const factors = tf.tensor3d(FACTORS, [2, 2, 2]);
    const gradient = tf.grad((x: tf.Tensor) => layer.apply(x) as tf.Tensor)(x, factors);
    assertClose(take(gradient), [2, 0, 3, 0, 0, 6, 0, -1.5], 1e-5);
  },
);

withOverrides("installOverrides() trains batch normalization of an inner axis", (layer, x) => {
  const factors = tf.tensor3d(FACTORS, [2, 2, 2]);
  const forward = (x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor;
  const channel = (values: readonly number[], at: number) =>
    [0, 1, 4, 5].map((start) => values[start + 2 * at] as number);
  const y = take(forward(x));
  const dx = take(tf.grad(forward)(x, factors));
  for (const [at, gamma, beta] of [
    [0, 2, 1],
    [1, 3, 0],
  ] as const) {
    const [numbers, dy] = [channel(X, at), channel(FACTORS, at)];
    const mean = average(numbers);
    const deviation = Math.sqrt(average(numbers.map((n) => (n - mean) ** 2)));
    const unit = numbers.map((n) => (n - mean) / deviation);
    assertClose(
      channel(y, at),
      unit.map((u) => gamma * u + beta),
      1e-5,
      `channel ${at}`,
    );
    // Ioffe and Szegedy 2015, section 3: gamma / deviation (dy - mean(dy) - unit mean(dy unit)).
    const along = average(dy.map((d, i) => d * (unit[i] as number)));
    const expected = dy.map(
      (d, i) => (gamma / deviation) * (d - average(dy) - (unit[i] as number) * along),
    );
    assertClose(channel(dx, at), expected, 1e-5, `gradient in channel ${at}`);
  }
});

const average = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
