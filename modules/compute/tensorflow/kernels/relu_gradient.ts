import { type FusedKernels, offersFused, runFused } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import type { TensorflowKernel } from "./register.ts";

/** One op in the place of four: ReLU, sign, cast and product. */
export const reluGradient: TensorflowKernel = {
  kernelName: "TolariaReluGradient" satisfies keyof FusedKernels,
  run: (inputs, _attributes, backend) => {
    const tensors = [inputs.dy as TensorInfo, inputs.x as TensorInfo];
    return [backend.executeSingleOutput("ReluGrad", [floatType(backend)], tensors)];
  },
};

/**
 * Puts a gradient that takes this kernel in the place of tfjs's own. A gradient belongs to no backend: where another
 * differentiates meanwhile, that of tfjs is taken.
 *
 * @returns What puts tfjs's back.
 */
export function useReluGradient(): () => void {
  const before = tf.getGradient("Relu");
  tf.unregisterGradient("Relu");
  tf.registerGradient(withKernel(before));
  return () => {
    tf.unregisterGradient("Relu");
    tf.registerGradient(before);
  };
}

/** tfjs multiplies by a step function; so does this where it is differentiated again, as the kernel has no gradient. */
function withKernel(stock: tf.GradConfig): tf.GradConfig {
  return {
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved as [tf.Tensor];
      const again = tf.engine().state.gradientDepth > 0;
      if (again || !offersFused("TolariaReluGradient")) {
        return stock.gradFunc(dy, saved, attributes);
      }
      const inputs = { dy: dy as tf.Tensor, x };
      return { x: () => (runFused("TolariaReluGradient", inputs, {}) as [tf.Tensor])[0] };
    },
  };
}
