import type { tf } from "../../../deps.ts";

/** `from` moved towards `to` by `share` of the way. */
export function lerp(from: tf.Tensor1D, to: tf.Tensor1D, share: number): tf.Tensor1D {
  return from.add(to.sub(from).mul(share));
}
