import { runFusedGradient } from "../../../../../core/mod.ts";
import type { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/** One kernel; tfjs multiplies by a step function. */
export const reluGradient: Gradient = {
  kernelName: "Relu",
  inputsToSave: ["x"],
  gradientOf: (stock) => (dy, saved, attributes) => {
    const inputs = { dy: dy as tf.Tensor, x: saved[0] as tf.Tensor };
    return {
      x: () =>
        runFusedGradient("TolariaReluGradient", inputs, {})?.[0] ??
        (stock.gradFunc(dy, saved, attributes).x as () => tf.Tensor)(),
    };
  },
};
