import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { type ConvGeometry, convGeometry } from "./conv_geometry.ts";
import { differentiateDirectly, type Machine } from "./direct_convolution.ts";
import { addressOf, type TensorInfo, type WasmKernel } from "./heap.ts";
import { patchesOf } from "./patches.ts";

// O = output channels, R = examples * output positions, T = filter positions * input channels

/** Gradient of a convolution with respect to its filter. The stock backend has no such kernel. */
export function conv2dBackpropFilter(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Conv2DBackpropFilter",
    run: (inputs, attributes, heap) => {
      const [x, dy] = [inputs.x as TensorInfo, inputs.dy as TensorInfo];
      const filterShape = attributes.filterShape as number[];
      const geometry = convGeometry(x.shape, filterShape, attributes, false);
      const machine = { engine, compiled, heap };
      const direct = differentiateDirectly(machine, { x, dy }, geometry);
      if (!direct) return filterGradient(machine, x, dy, geometry);
      heap.disposeData(direct.bias.dataId);
      return direct.filter;
    },
  };
}

/**
 * The same by a product, patches_RT^T x dy_RO, where column t of the patches holds what weight t saw at each output
 * position.
 *
 * @see Chellapilla, Puri and Simard 2006, "High performance convolutional neural networks for
 * document processing", section 3 (unrolling of convolutions).
 */
export function filterGradient(
  { engine, compiled, heap }: Machine,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: ConvGeometry,
): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels: n } = geometry;
  const patches = patchesOf(x, geometry, heap, compiled);
  const gradient = heap.makeOutput([filterHeight, filterWidth, inChannels, n], "float32");
  engine.run({
    a: patches.layout,
    offsets: patches.transposedOffsets,
    b: { address: addressOf(dy, heap), rowStride: n * 4, columnStride: 4, batchStride: 0 },
    c: addressOf(gradient, heap),
    bias: 0,
    ...{ m: patches.width, n, k: patches.count, batch: 1 },
    ...{ min: -Infinity, max: Infinity },
  });
  patches.dispose();
  return gradient;
}
