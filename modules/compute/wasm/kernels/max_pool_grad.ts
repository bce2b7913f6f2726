import { tf } from "../../../../deps.ts";
import { type ConvGeometry, toGeometry } from "./conv_geometry.ts";
import type { TensorInfo, WasmKernel } from "./heap.ts";

// C = channels

/**
 * Gradient of max-pooling: each output's gradient goes to the first of its largest inputs.
 *
 * Walks the windows, where the stock kernel searches the windows of each input.
 */
export const maxPoolGrad: WasmKernel = {
  kernelName: "MaxPoolGrad",
  run: (inputs, { filterSize, strides, pad, dimRoundingMode }, heap) => {
    const dy = inputs.dy as TensorInfo;
    const x = inputs.input as TensorInfo;
    const geometry = toGeometry(
      tf.backend_util.computePool2DInfo(
        x.shape as [number, number, number, number],
        filterSize as number | [number, number],
        strides as number | [number, number],
        1,
        pad as "valid" | "same" | number,
        dimRoundingMode as "floor" | "round" | "ceil" | undefined,
      ),
    );
    const dx = heap.makeOutput(x.shape, "float32");
    const gradient = heap.typedArrayFromHeap(dx) as Float32Array;
    gradient.fill(0);
    spread(
      heap.typedArrayFromHeap(x) as Float32Array,
      heap.typedArrayFromHeap(dy) as Float32Array,
      gradient,
      geometry,
    );
    return dx;
  },
};

function spread(x: Float32Array, dy: Float32Array, dx: Float32Array, g: ConvGeometry): void {
  let to = 0;
  for (let n = 0; n < g.batch; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const [fromY, toY] = windowOf(oy, g.strideHeight, g.padTop, g.filterHeight, g.inHeight);
      for (let ox = 0; ox < g.outWidth; ox++) {
        const [fromX, toX] = windowOf(ox, g.strideWidth, g.padLeft, g.filterWidth, g.inWidth);
        const corner = ((n * g.inHeight + fromY) * g.inWidth + fromX) * g.inChannels;
        for (let c = 0; c < g.inChannels; c++, to++) {
          const best = largestAt(x, corner + c, toY - fromY, toX - fromX, g);
          dx[best] = (dx[best] as number) + (dy[to] as number);
        }
      }
    }
  }
}

/** First and past-last input position of the window at output position `out`, padding left out. */
function windowOf(
  out: number,
  stride: number,
  pad: number,
  extent: number,
  inExtent: number,
): readonly [from: number, to: number] {
  const from = out * stride - pad;
  return [Math.max(0, from), Math.min(inExtent, from + extent)];
}

/** Offset of the first largest number of a window of one channel. */
function largestAt(
  x: Float32Array,
  corner: number,
  height: number,
  width: number,
  { inWidth, inChannels }: ConvGeometry,
): number {
  let best = corner;
  let largest = x[corner] as number;
  for (let row = 0; row < height; row++) {
    let at = corner + row * inWidth * inChannels;
    for (let column = 0; column < width; column++, at += inChannels) {
      const value = x[at] as number;
      if (value > largest) {
        largest = value;
        best = at;
      }
    }
  }
  return best;
}
