import { offersFused, runFused } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";

/**
 * Puts gradients of ours in the place of tfjs's own. A gradient belongs to no backend, so this one holds wherever tfjs
 * differentiates until it is taken back.
 *
 * @returns What puts tfjs's back.
 */
export function registerGradients(): () => void {
  const stockRelu = tf.getGradient("Relu");
  const replaced = [tile, relu(stockRelu)].map(replace);
  return () => {
    for (const putBack of replaced) putBack();
  };
}

function replace(gradient: tf.GradConfig): () => void {
  const { kernelName } = gradient;
  const before = tf.getGradient(kernelName);
  tf.unregisterGradient(kernelName);
  tf.registerGradient(gradient);
  return () => {
    tf.unregisterGradient(kernelName);
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

/**
 * What comes back where x > 0, by a kernel where the backend has it. tfjs multiplies by a step function, which it makes by
 * itself; so does this one where it is differentiated again, as the kernel has no gradient.
 */
function relu(stock: tf.GradConfig): tf.GradConfig {
  return {
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved as [tf.Tensor];
      const again = tf.engine().state.gradientDepth > 0;
      if (again || !offersFused("TolariaReluGradient"))
        return stock.gradFunc(dy, saved, attributes);
      const inputs = { dy: dy as tf.Tensor, x };
      return { x: () => (runFused("TolariaReluGradient", inputs, {}) as [tf.Tensor])[0] };
    },
  };
}
