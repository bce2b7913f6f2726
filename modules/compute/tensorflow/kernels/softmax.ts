import type { FusedKernels } from "../../../../core/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** softmax and its gradient, without ops. */
export function softmax(
  native: NativeFunctions,
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
        return trackOutput(backend, native.softmax(...idsOf(backend, [logits])), logits.shape);
      },
    },
    {
      kernelName: "TolariaSoftmaxGradient" satisfies keyof FusedKernels,
      run: (inputs, _attributes, backend) => {
        const [dy, y] = [inputs.dy as TensorInfo, inputs.y as TensorInfo];
        return [trackOutput(backend, native.softmaxGradient(...idsOf(backend, [dy, y])), y.shape)];
      },
    },
  ];
}
