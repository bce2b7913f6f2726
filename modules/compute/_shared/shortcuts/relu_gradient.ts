import { offersFused, runFused } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Gradient } from "./replace.ts";

/** tfjs multiplies by a step function; so does this where it is differentiated again, as the kernel has no gradient. */
export const reluGradient: Gradient = {
  kernelName: "Relu",
  inputsToSave: ["x"],
  gradientOf: (stock) => (dy, saved, attributes) => {
    const [x] = saved as [tf.Tensor];
    const again = tf.engine().state.gradientDepth > 0;
    if (again || !offersFused("TolariaReluGradient")) return stock.gradFunc(dy, saved, attributes);
    const inputs = { dy: dy as tf.Tensor, x };
    return { x: () => (runFused("TolariaReluGradient", inputs, {}) as [tf.Tensor])[0] };
  },
};
