import type { tf } from "../../../../deps.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { ACTIVATION_BOUNDS } from "./activation_bounds.ts";
import type { WasmKernel } from "./heap.ts";
import { matmul } from "./matmul.ts";

/**
 * Matrix product with a bias per column and an activation that only clamps; for other activations,
 * the stock kernel.
 */
export function fusedMatMul(stock: tf.KernelFunc, engine: MatmulEngine): WasmKernel {
  return {
    kernelName: "_FusedMatMul",
    run: (inputs, attributes, heap) => {
      const { a, b, bias } = inputs;
      const range = ACTIVATION_BOUNDS[attributes.activation as string];
      const columns = b?.shape.at(attributes.transposeB ? -2 : -1);
      if (range && (!bias || (bias.shape.length === 1 && bias.shape[0] === columns))) {
        return matmul(engine, heap, { a, b, bias }, attributes, range);
      }
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
    },
  };
}
