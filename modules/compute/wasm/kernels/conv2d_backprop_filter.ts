import { type ConvGeometry, convGeometry, validRange } from "./conv_geometry.ts";
import { callKernel, type TensorInfo, type WasmKernel, withShape } from "./heap.ts";

// N = examples, I = input channels, O = output channels, R = N * output positions, T = filter positions * I

/**
 * Gradient of a convolution in its filter: patches_TR x dy_RO, where the row of a filter position and input
 * channel has what that weight saw at each output position. The stock backend has none.
 *
 * @see Chellapilla, Puri and Simard 2006, "High performance convolutional neural networks for document
 * processing", section 3 (unrolling of convolutions).
 */
export const conv2dBackpropFilter: WasmKernel = {
  kernelName: "Conv2DBackpropFilter",
  run: (inputs, attributes, heap) => {
    const x = inputs.x as TensorInfo;
    const dy = inputs.dy as TensorInfo;
    const filterShape = attributes.filterShape as number[];
    const geometry = convGeometry(x.shape, filterShape, attributes, false);
    const rows = geometry.batch * geometry.outHeight * geometry.outWidth;
    const taps = geometry.filterHeight * geometry.filterWidth * geometry.inChannels;
    const patches_TR = heap.makeOutput([taps, rows], "float32");
    unroll(
      heap.typedArrayFromHeap(x) as Float32Array,
      heap.typedArrayFromHeap(patches_TR) as Float32Array,
      geometry,
    );
    const dy_RO = withShape(dy, [rows, geometry.outChannels], heap);
    const attrs = { transposeA: false, transposeB: false };
    const gradient = callKernel("BatchMatMul", { a: patches_TR, b: dy_RO }, attrs, heap);
    heap.disposeData(patches_TR.dataId);
    heap.disposeData(dy_RO.dataId);
    return { ...gradient, shape: filterShape };
  },
};

/** Writes, for each filter position and input channel, what it reads at each output position. */
function unroll(x: Float32Array, patches: Float32Array, geometry: ConvGeometry): void {
  patches.fill(0);
  const { filterHeight, filterWidth, inChannels } = geometry;
  let tap = 0;
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      for (let channel = 0; channel < inChannels; channel++) {
        unrollTap(x, patches, geometry, row, column, channel, tap++);
      }
    }
  }
}

function unrollTap(
  x: Float32Array,
  patches: Float32Array,
  g: ConvGeometry,
  row: number,
  column: number,
  channel: number,
  tap: number,
): void {
  const top = row * g.dilationHeight;
  const left = column * g.dilationWidth;
  const [fromY, toY] = validRange(top, g.strideHeight, g.padTop, g.inHeight, g.outHeight);
  const [fromX, toX] = validRange(left, g.strideWidth, g.padLeft, g.inWidth, g.outWidth);
  const step = g.strideWidth * g.inChannels;
  for (let n = 0; n < g.batch; n++) {
    for (let oy = fromY; oy < toY; oy++) {
      const iy = oy * g.strideHeight - g.padTop + top;
      const ix = fromX * g.strideWidth - g.padLeft + left;
      let from = ((n * g.inHeight + iy) * g.inWidth + ix) * g.inChannels + channel;
      const line = ((tap * g.batch + n) * g.outHeight + oy) * g.outWidth;
      for (let to = line + fromX; to < line + toX; to++) {
        patches[to] = x[from] as number;
        from += step;
      }
    }
  }
}
