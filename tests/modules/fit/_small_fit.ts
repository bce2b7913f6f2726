import { tf } from "../../../deps.ts";
import { type FitOptions, fit } from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";

/** Makes a model with the same weights each time: three numbers to one. */
export function smallModel(
  compile: Partial<tf.ModelCompileArgs> = {},
  last: Partial<Parameters<typeof tf.layers.dense>[0]> = {},
): tf.Sequential {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        inputShape: [3],
        units: 5,
        activation: "tanh",
        kernelInitializer: seeded(1),
      }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(2), ...last }),
    ],
  });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError", ...compile });
  return model;
}

/** Inputs and targets of `size` examples. */
export function smallExamples(size = 20): { x: tf.Tensor2D; y: tf.Tensor2D } {
  const numbers = Float32Array.from({ length: size * 3 }, (_, i) => Math.sin(i * i));
  const sums = Float32Array.from(
    { length: size },
    (_, i) => (numbers[3 * i] as number) - 2 * (numbers[3 * i + 1] as number),
  );
  return { x: tf.tensor2d(numbers, [size, 3]), y: tf.tensor2d(sums, [size, 1]) };
}

/** {@link fit} on the test backend, without shuffling. */
export function fitHere(
  model: tf.LayersModel,
  x: Parameters<typeof fit>[1],
  y: Parameters<typeof fit>[2],
  options: FitOptions = {},
): ReturnType<typeof fit> {
  return fit(model, x, y, { shuffle: false, modules: [testBackend()], ...options });
}

/** All weights of `model`. */
export function weightsOf(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}
