import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { convGeometry } from "./conv_geometry.ts";
import { addressOf, type TensorInfo, type WasmKernel } from "./heap.ts";
import { patchesOf } from "./patches.ts";

// O = output channels, R = examples * output positions, T = filter positions * input channels

/**
 * Gradient of a convolution with respect to its filter: patches_RT^T x dy_RO, where column t of the
 * patches holds what weight t saw at each output position. The stock backend has no such kernel.
 *
 * @see Chellapilla, Puri and Simard 2006, "High performance convolutional neural networks for
 * document processing", section 3 (unrolling of convolutions).
 */
export function conv2dBackpropFilter(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Conv2DBackpropFilter",
    run: (inputs, attributes, heap) => {
      const [x, dy] = [inputs.x as TensorInfo, inputs.dy as TensorInfo];
      const filterShape = attributes.filterShape as number[];
      const geometry = convGeometry(x.shape, filterShape, attributes, false);
      const n = geometry.outChannels;
      const patches = patchesOf(x, geometry, heap, compiled);
      const gradient = heap.makeOutput(filterShape, "float32");
      engine.run({
        a: patches.layout,
        offsets: patches.transposedOffsets,
        b: {
          address: addressOf(dy, heap),
          rowStride: n * 4,
          columnStride: 4,
          batchStride: 0,
        },
        c: addressOf(gradient, heap),
        bias: 0,
        ...{ m: patches.width, n, k: patches.count, batch: 1 },
        ...{ min: -Infinity, max: Infinity },
      });
      patches.dispose();
      return gradient;
    },
  };
}
