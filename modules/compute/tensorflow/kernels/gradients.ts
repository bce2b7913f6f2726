import { tf } from "../../../../deps.ts";

/**
 * Puts gradients of ours in the place of tfjs's own. A gradient belongs to no backend, so this one holds wherever tfjs
 * differentiates until it is taken back.
 *
 * @returns What puts tfjs's back.
 */
export function registerGradients(): () => void {
  const before = tf.getGradient("Tile");
  tf.unregisterGradient("Tile");
  tf.registerGradient(tile);
  return () => {
    tf.unregisterGradient("Tile");
    tf.registerGradient(before);
  };
}

/**
 * What was repeated is added up by one sum over the repetitions. tfjs takes a slice for each of them, and adds them one by
 * one: 64 of each in the layer normalization of 64 numbers, which repeats its mean for every one.
 */
const tile: tf.GradConfig = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradFunc: (dy, saved, attributes) => {
    const [x] = saved as [tf.Tensor];
    const { reps } = attributes as unknown as { readonly reps: readonly number[] };
    return {
      x: () => {
        const split = x.shape.flatMap((extent, axis) => [reps[axis] as number, extent]);
        const repeated = x.shape.map((_, axis) => 2 * axis);
        return (dy as tf.Tensor).reshape(split).sum(repeated);
      },
    };
  },
};
