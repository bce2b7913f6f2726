import { type ConvGeometry, convGeometry, validRange } from "./conv_geometry.ts";
import type { TensorInfo, WasmKernel } from "./heap.ts";

// C = input channels, M = outputs for each of them

/**
 * Gradient of a depthwise convolution with respect to its filter. The stock backend has no such
 * kernel.
 */
export const depthwiseConv2dBackpropFilter: WasmKernel = {
  kernelName: "DepthwiseConv2dNativeBackpropFilter",
  run: (inputs, attributes, heap) => {
    const x = inputs.x as TensorInfo;
    const dy = inputs.dy as TensorInfo;
    const filterShape = attributes.filterShape as number[];
    const geometry = convGeometry(x.shape, filterShape, attributes, true);
    const gradient = heap.makeOutput(filterShape, "float32");
    const xs = heap.typedArrayFromHeap(x) as Float32Array;
    const dys = heap.typedArrayFromHeap(dy) as Float32Array;
    const sums = new Float64Array(geometry.outChannels);
    const out = heap.typedArrayFromHeap(gradient);
    forEachTap(geometry, (tap, lines) => {
      sums.fill(0);
      lines((from, to) => addProducts(xs, from, dys, to, sums, geometry));
      out.set(sums, tap * geometry.outChannels);
    });
    return gradient;
  },
};

/**
 * Gradient of a depthwise convolution with respect to its input. The stock backend has no such
 * kernel.
 */
export const depthwiseConv2dBackpropInput: WasmKernel = {
  kernelName: "DepthwiseConv2dNativeBackpropInput",
  run: (inputs, attributes, heap) => {
    const dy = inputs.dy as TensorInfo;
    const filter = inputs.filter as TensorInfo;
    const inputShape = attributes.inputShape as number[];
    const geometry = convGeometry(inputShape, filter.shape, attributes, true);
    const gradient = heap.makeOutput(inputShape, "float32");
    const dys = heap.typedArrayFromHeap(dy) as Float32Array;
    const weights = heap.typedArrayFromHeap(filter) as Float32Array;
    const out = heap.typedArrayFromHeap(gradient) as Float32Array;
    out.fill(0);
    forEachTap(geometry, (tap, lines) => {
      const at = tap * geometry.outChannels;
      lines((from, to) => addBack(out, from, dys, to, weights, at, geometry));
    });
    return gradient;
  },
};

/** sums_CM += x_C * dy_CM at one pair of positions. */
function addProducts(
  x: Float32Array,
  from: number,
  dy: Float32Array,
  to: number,
  sums: Float64Array,
  { inChannels, outChannels }: ConvGeometry,
): void {
  const multiplier = outChannels / inChannels;
  for (let c = 0, o = 0; c < inChannels; c++) {
    const value = x[from + c] as number;
    for (let m = 0; m < multiplier; m++, o++) {
      sums[o] = (sums[o] as number) + value * (dy[to + o] as number);
    }
  }
}

/** dx_C += sum_M filter_CM * dy_CM at one pair of positions. */
function addBack(
  dx: Float32Array,
  from: number,
  dy: Float32Array,
  to: number,
  weights: Float32Array,
  at: number,
  { inChannels, outChannels }: ConvGeometry,
): void {
  const multiplier = outChannels / inChannels;
  for (let c = 0, o = 0; c < inChannels; c++) {
    let sum = 0;
    for (let m = 0; m < multiplier; m++, o++) {
      sum += (weights[at + o] as number) * (dy[to + o] as number);
    }
    dx[from + c] = (dx[from + c] as number) + sum;
  }
}

/**
 * Calls `visit` with each filter position and an iterator over the offsets of input and output that
 * meet there.
 */
function forEachTap(
  g: ConvGeometry,
  visit: (tap: number, lines: (pair: (from: number, to: number) => void) => void) => void,
): void {
  for (let tap = 0; tap < g.filterHeight * g.filterWidth; tap++) {
    const top = Math.floor(tap / g.filterWidth) * g.dilationHeight;
    const left = (tap % g.filterWidth) * g.dilationWidth;
    visit(tap, (pair) => forEachPair(g, top, left, pair));
  }
}

function forEachPair(
  g: ConvGeometry,
  top: number,
  left: number,
  pair: (from: number, to: number) => void,
): void {
  const [fromY, toY] = validRange(top, g.strideHeight, g.padTop, g.inHeight, g.outHeight);
  const [fromX, toX] = validRange(left, g.strideWidth, g.padLeft, g.inWidth, g.outWidth);
  for (let n = 0; n < g.batch; n++) {
    for (let oy = fromY; oy < toY; oy++) {
      const iy = oy * g.strideHeight - g.padTop + top;
      for (let ox = fromX; ox < toX; ox++) {
        const ix = ox * g.strideWidth - g.padLeft + left;
        const from = ((n * g.inHeight + iy) * g.inWidth + ix) * g.inChannels;
        const to = ((n * g.outHeight + oy) * g.outWidth + ox) * g.outChannels;
        pair(from, to);
      }
    }
  }
}
