import { runFusedGradient } from "../../../../../core/mod.ts";
import type { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/** One kernel instead of four. */
export const softmaxGradient: Gradient = {
  kernelName: "Softmax",
  inputsToSave: [],
  outputsToSave: [true],
  gradientOf: (stock) => (dy, saved, attributes) => {
    const inputs = { dy: dy as tf.Tensor, y: saved[0] as tf.Tensor };
    return {
      logits: () =>
        runFusedGradient("TolariaSoftmaxGradient", inputs, {})?.[0] ??
        (stock.gradFunc(dy, saved, attributes).logits as () => tf.Tensor)(),
    };
  },
};
