import type { tf } from "../../../deps.ts";

type Layer = tf.layers.Layer;

/**
 * Returns the weights of `layer` by the names that tfjs gives them (`kernel`, `moving_mean`), in its order. They belong to
 * the layer: do not dispose them.
 */
export function weightsOf(layer: Layer): ReadonlyMap<string, tf.Tensor> {
  return new Map(
    layer.weights.map((weight) => [
      weight.originalName.slice(weight.originalName.lastIndexOf("/") + 1),
      weight.read(),
    ]),
  );
}
