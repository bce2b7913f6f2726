import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { ACTIVATION_BOUNDS, type Bounds } from "./activation_bounds.ts";
import { type ConvGeometry, convGeometry } from "./conv_geometry.ts";
import { convolveDirectly, type Machine } from "./direct_convolution.ts";
import { callKernel, type TensorInfo, type WasmHeap, type WasmKernel, withShape } from "./heap.ts";

// H, W = filter height and width, I = input channels, O = output channels

/**
 * Gradient of a convolution with respect to its input, as a convolution: of dy, spread by the
 * strides and padded, with the filter rotated by 180 degrees and its channel axes swapped. The
 * stock kernel is a plain loop.
 *
 * @see Dumoulin and Visin 2016, arXiv:1603.07285, section 4.
 */
export function conv2dBackpropInput(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Conv2DBackpropInput",
    run: (inputs, attributes, heap) => {
      const dy = inputs.dy as TensorInfo;
      const filter = inputs.filter as TensorInfo;
      const inputShape = attributes.inputShape as number[];
      const geometry = convGeometry(inputShape, filter.shape, attributes, false);
      const turned = turnFilter(filter, heap);
      const machine = { engine, compiled, heap };
      const gradient =
        backpropDirectly(machine, dy, turned, geometry) ?? backprop(dy, turned, geometry, heap);
      heap.disposeData(turned.dataId);
      return gradient;
    },
  };
}

/** Without a padded copy of dy; undefined with strides, or if its rows do not fit. */
function backpropDirectly(
  machine: Machine,
  dy: TensorInfo,
  filter: TensorInfo,
  g: ConvGeometry,
): TensorInfo | undefined {
  if (g.strideHeight !== 1 || g.strideWidth !== 1) return undefined;
  const turned: ConvGeometry = {
    ...{ batch: g.batch, filterHeight: g.filterHeight, filterWidth: g.filterWidth },
    ...{ inHeight: g.outHeight, inWidth: g.outWidth, inChannels: g.outChannels },
    ...{ outHeight: g.inHeight, outWidth: g.inWidth, outChannels: g.inChannels },
    ...{ strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 },
    ...{ padTop: g.filterHeight - 1 - g.padTop, padLeft: g.filterWidth - 1 - g.padLeft },
  };
  return convolveDirectly(machine, { x: dy, filter }, turned, ACTIVATION_BOUNDS.linear as Bounds);
}

function backprop(
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvGeometry,
  heap: WasmHeap,
): TensorInfo {
  const x = spreadOut(dy, geometry, heap);
  const attrs = { strides: [1, 1], dilations: [1, 1], pad: "valid", dataFormat: "NHWC" };
  const gradient = callKernel("Conv2D", { x, filter }, attrs, heap);
  heap.disposeData(x.dataId);
  return gradient;
}

/** Returns the filter [H, W, I, O] as [H, W, O, I], with its positions in reverse order. */
function turnFilter(filter: TensorInfo, heap: WasmHeap): TensorInfo {
  const [height, width, inChannels, outChannels] = filter.shape as [number, number, number, number];
  const turned = heap.makeOutput([height, width, outChannels, inChannels], "float32");
  const from = heap.typedArrayFromHeap(filter);
  const to = heap.typedArrayFromHeap(turned);
  const positions = height * width;
  for (let position = 0; position < positions; position++) {
    const source = position * inChannels * outChannels;
    const target = (positions - 1 - position) * inChannels * outChannels;
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) {
        to[target + o * inChannels + i] = from[source + i * outChannels + o] as number;
      }
    }
  }
  return turned;
}

/**
 * Returns dy with `stride - 1` zeros between its positions, padded so that convolving it with the
 * rotated filter gives the input's size. Positions that saw only padding are dropped.
 */
function spreadOut(dy: TensorInfo, g: ConvGeometry, heap: WasmHeap): TensorInfo {
  const height = g.inHeight + g.filterHeight - 1;
  const width = g.inWidth + g.filterWidth - 1;
  const top = g.filterHeight - 1 - g.padTop;
  const left = g.filterWidth - 1 - g.padLeft;
  const fits = height === g.outHeight && width === g.outWidth && top === 0 && left === 0;
  if (fits) return withShape(dy, dy.shape, heap);
  const [bottom, right] = [height - g.outHeight - top, width - g.outWidth - left];
  const dense = g.strideHeight === 1 && g.strideWidth === 1;
  if (dense && [top, bottom, left, right].every((zeros) => zeros >= 0)) {
    const paddings = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return callKernel("PadV2", { x: dy }, { paddings, constantValue: 0 }, heap);
  }
  const field = heap.makeOutput([g.batch, height, width, g.outChannels], "float32");
  const from = heap.typedArrayFromHeap(dy);
  const to = heap.typedArrayFromHeap(field);
  to.fill(0);
  const row = g.outWidth * g.outChannels;
  for (let n = 0; n < g.batch; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y = oy * g.strideHeight + top;
      if (y < 0 || y >= height) continue;
      const source = (n * g.outHeight + oy) * row;
      const target = (n * height + y) * width * g.outChannels;
      for (let ox = 0; ox < g.outWidth; ox++) {
        const x = ox * g.strideWidth + left;
        if (x < 0 || x >= width) continue;
        const at = source + ox * g.outChannels;
        to.set(from.subarray(at, at + g.outChannels), target + x * g.outChannels);
      }
    }
  }
  return field;
}
