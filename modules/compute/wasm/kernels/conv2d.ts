import type { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { ACTIVATION_BOUNDS, type Bounds } from "./activation_bounds.ts";
import { type ConvGeometry, convGeometry } from "./conv_geometry.ts";
import { type ConvolutionInputs, convolveDirectly, type Machine } from "./direct_convolution.ts";
import { addressOf, type TensorInfo, type WasmKernel } from "./heap.ts";
import { patchesOf } from "./patches.ts";

// O = output channels, R = examples * output positions, T = filter positions * input channels

type Attributes = Readonly<Record<string, unknown>>;

/** Convolution. */
export function conv2d(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Conv2D",
    run: (inputs, attributes, heap) =>
      convolve({ engine, compiled, heap }, inputs, attributes, ACTIVATION_BOUNDS.linear as Bounds),
  };
}

/**
 * Convolution with a bias per channel and an activation that only clamps; for other activations,
 * the stock kernel.
 */
export function fusedConv2d(
  stock: tf.KernelFunc,
  engine: MatmulEngine,
  compiled: CompiledKernels,
): WasmKernel {
  return {
    kernelName: "FusedConv2D",
    run: (inputs, attributes, heap) => {
      const { bias, filter } = inputs;
      const range = ACTIVATION_BOUNDS[attributes.activation as string];
      const fits = !bias || (bias.shape.length === 1 && bias.shape[0] === filter?.shape[3]);
      if (range && fits) return convolve({ engine, compiled, heap }, inputs, attributes, range);
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap });
    },
  };
}

/** Convolves images with a filter, adds a bias if there is one, and clamps. */
export function convolve(
  machine: Machine,
  { x, filter, bias }: tf.NamedTensorInfoMap,
  attributes: Attributes,
  bounds: Bounds,
): TensorInfo {
  const [images, weights] = [x as TensorInfo, filter as TensorInfo];
  const geometry = convGeometry(images.shape, weights.shape, attributes, false);
  const inputs = { x: images, filter: weights, ...(bias && { bias }) };
  return (
    convolveDirectly(machine, inputs, geometry, bounds) ??
    convolveByPatches(machine, inputs, geometry, bounds)
  );
}

/**
 * As a product of matrices, patches_RT x filter_TO.
 *
 * @see Chellapilla, Puri and Simard 2006, "High performance convolutional neural networks for document
 * processing", section 3 (unrolling of convolutions).
 */
function convolveByPatches(
  { engine, compiled, heap }: Machine,
  { x, filter, bias }: ConvolutionInputs,
  geometry: ConvGeometry,
  [min, max]: Bounds,
): TensorInfo {
  const { batch, outHeight, outWidth, outChannels } = geometry;
  const patches = patchesOf(x, geometry, heap, compiled);
  const out = heap.makeOutput([batch, outHeight, outWidth, outChannels], "float32");
  const filters = addressOf(filter, heap);
  engine.run({
    a: patches.layout,
    offsets: patches.offsets,
    b: { address: filters, rowStride: outChannels * 4, columnStride: 4, batchStride: 0 },
    c: addressOf(out, heap),
    bias: bias ? addressOf(bias, heap) : 0,
    ...{ m: patches.count, n: outChannels, k: patches.width, batch: 1, min, max },
  });
  patches.dispose();
  return out;
}
