import { namedWeights } from "../../../core/layers/mod.ts";
import { tf } from "../../../deps.ts";

/** Numbers between -1 and 1, the same for the same seed. */
function numbers(seed: number, size: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: size }, () => {
    // The generator of Numerical Recipes.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Gives `model` fixed weights, none of which is a default. */
export function setFixedWeights(model: tf.LayersModel): void {
  tf.tidy(() => {
    namedWeights(model).forEach(({ name, weight }, index) => {
      const shape = weight.shape as number[];
      const values = numbers(index + 1, sizeOf(shape));
      const isVariance = name.endsWith("moving_variance");
      weight.write(tf.tensor(isVariance ? values.map((v) => 1 + v / 2) : values, shape));
    });
  });
}

/** Three fixed examples for each input: ids below 7 for an embedding, with padding before and behind others. */
export function fixedInputs(model: tf.LayersModel): tf.Tensor[] {
  const isIds = model.layers.some(({ name }) => name === "ids");
  const isMasked = model.layers.some((layer) => layer.getClassName() === "Masking");
  return model.inputs.map(({ shape, dtype }, index) => {
    const sizes = shape.map((size, axis) => (axis === 0 ? 3 : (size ?? 5)));
    const values = numbers(100 + index, sizeOf(sizes));
    if (isIds || dtype === "int32") {
      const ids = values.map((v) => Math.floor((v + 1) * 3.5));
      return tf.tensor(ids, sizes, dtype);
    }
    // The second step of the first example, and the last of the second.
    if (isMasked) values.fill(0, 2, 4).fill(0, 18, 20);
    return tf.tensor(values, sizes);
  });
}
