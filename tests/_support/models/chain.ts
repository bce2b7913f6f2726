import { tf } from "../../../deps.ts";

/** A network of one kind of layer, or of a way to connect them. */
export type Networks = Readonly<Record<string, () => tf.LayersModel | Promise<tf.LayersModel>>>;

/** A sequential model of `layers` behind an input of `shape`. */
export function chain(shape: tf.Shape, ...layers: tf.layers.Layer[]): tf.LayersModel {
  return tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: shape, name: "x" }), ...layers],
  });
}
