import type { FusedKernels } from "../../../../core/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { DirectFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./by_id.ts";
import { enter } from "./outputs.ts";
import type { TensorflowKernel } from "./register.ts";

/** softmax and its gradient, without ops. */
export function softmax(
  direct: DirectFunctions,
  stock: tf.KernelFunc,
): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "Softmax",
      run: (inputs, attributes, backend) => {
        const logits = inputs.logits as TensorInfo;
        if (logits.dtype !== "float32" || logits.shape.length === 0) {
          return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
        }
        return enter(backend, direct.softmax(...idsOf(backend, [logits])), logits.shape);
      },
    },
    {
      kernelName: "TolariaSoftmaxGradient" satisfies keyof FusedKernels,
      run: (inputs, _attributes, backend) => {
        const [dy, y] = [inputs.dy as TensorInfo, inputs.y as TensorInfo];
        return [enter(backend, direct.softmaxGradient(...idsOf(backend, [dy, y])), y.shape)];
      },
    },
  ];
}
