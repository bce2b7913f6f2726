import type { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { Multiplier } from "../multiplier/mod.ts";
import { convGeometry } from "./conv_geometry.ts";
import { placeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";
import { patchesOf } from "./patches.ts";
import { RANGES, type Range } from "./range.ts";

// O = output channels, R = examples * output positions, T = filter positions * input channels

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Convolution as a product of matrices, patches_RT x filter_TO.
 *
 * @see Chellapilla, Puri and Simard 2006, "High performance convolutional neural networks for document
 * processing", section 3 (unrolling of convolutions).
 */
export function conv2d(multiplier: Multiplier, compiled: CompiledKernels): WasmKernel {
  const convolve = convolver(multiplier, compiled);
  return {
    kernelName: "Conv2D",
    run: (inputs, attributes, heap) => convolve(inputs, attributes, heap, RANGES.linear as Range),
  };
}

/** Convolution with a bias for each channel and an activation; the stock kernel's where that does not just bound. */
export function fusedConv2d(
  stock: tf.KernelFunc,
  multiplier: Multiplier,
  compiled: CompiledKernels,
): WasmKernel {
  const convolve = convolver(multiplier, compiled);
  return {
    kernelName: "FusedConv2D",
    run: (inputs, attributes, heap) => {
      const { bias, filter } = inputs;
      const range = RANGES[attributes.activation as string];
      const fits = !bias || (bias.shape.length === 1 && bias.shape[0] === filter?.shape[3]);
      if (range && fits) return convolve(inputs, attributes, heap, range);
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
    },
  };
}

function convolver(multiplier: Multiplier, compiled: CompiledKernels) {
  return (
    { x, filter, bias }: tf.NamedTensorInfoMap,
    attributes: Attributes,
    heap: WasmHeap,
    [least, most]: Range,
  ): TensorInfo => {
    const [input, weights] = [x as TensorInfo, filter as TensorInfo];
    const geometry = convGeometry(input.shape, weights.shape, attributes, false);
    const { batch, outHeight, outWidth, outChannels } = geometry;
    const patches = patchesOf(input, geometry, heap, compiled);
    const out = heap.makeOutput([batch, outHeight, outWidth, outChannels], "float32");
    multiplier.multiply({
      a: patches.layout,
      tables: patches.tables,
      b: { at: placeOf(weights, heap), row: outChannels * 4, column: 4, matrix: 0 },
      c: placeOf(out, heap),
      bias: bias ? placeOf(bias, heap) : 0,
      ...{ m: patches.count, n: outChannels, k: patches.width, matrices: 1, least, most },
    });
    patches.dispose();
    return out;
  };
}
