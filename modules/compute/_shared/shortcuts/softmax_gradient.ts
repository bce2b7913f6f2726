import { offersFused, runFused } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Gradient } from "./replace.ts";

/** One kernel for four; tfjs's own where it is differentiated again, as the kernel has no gradient. */
export const softmaxGradient: Gradient = {
  kernelName: "Softmax",
  inputsToSave: [],
  outputsToSave: [true],
  gradientOf: (stock) => (dy, saved, attributes) => {
    const [y] = saved as [tf.Tensor];
    const again = tf.engine().state.gradientDepth > 0;
    if (again || !offersFused("TolariaSoftmaxGradient"))
      return stock.gradFunc(dy, saved, attributes);
    const inputs = { dy: dy as tf.Tensor, y };
    return { logits: () => (runFused("TolariaSoftmaxGradient", inputs, {}) as [tf.Tensor])[0] };
  },
};
