import { tf } from "../../../../deps.ts";

/** Sizes of a 2-D pool, channels last. */
export interface PoolWindows {
  readonly batch: number;
  readonly channels: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/** Windows of a pool on images of `shape` that a kernel's attributes describe. */
export function poolWindows(
  shape: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): PoolWindows {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number | [number, number],
    strides as number | [number, number],
    1,
    pad as "valid" | "same" | number,
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
  );
  return {
    ...info,
    batch: info.batchSize,
    channels: info.inChannels,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/** Factor for the mean of each window, [outHeight, outWidth]: its size, divided by the part inside the image. */
export function insideFactors(w: PoolWindows): Float32Array {
  const inside = (at: number, stride: number, before: number, taps: number, extent: number) =>
    Math.min(extent, at * stride - before + taps) - Math.max(0, at * stride - before);
  return Float32Array.from({ length: w.outHeight * w.outWidth }, (_, place) => {
    const [y, x] = [Math.floor(place / w.outWidth), place % w.outWidth];
    const rows = inside(y, w.strideHeight, w.padTop, w.filterHeight, w.inHeight);
    const columns = inside(x, w.strideWidth, w.padLeft, w.filterWidth, w.inWidth);
    return (w.filterHeight * w.filterWidth) / (rows * columns);
  });
}

/** The part of a window inside the image: flat index of its first element, and its extents. */
type Visit = (corner: number, rows: number, columns: number) => void;

/** Calls with each window, in the order of the output, for the first channel. */
export function forEachWindow(w: PoolWindows, visit: Visit): void {
  for (let image = 0; image < w.batch; image++) {
    for (let y = 0; y < w.outHeight; y++) {
      const top = y * w.strideHeight - w.padTop;
      const [fromY, toY] = [Math.max(0, top), Math.min(w.inHeight, top + w.filterHeight)];
      for (let x = 0; x < w.outWidth; x++) {
        const left = x * w.strideWidth - w.padLeft;
        const [fromX, toX] = [Math.max(0, left), Math.min(w.inWidth, left + w.filterWidth)];
        const corner = ((image * w.inHeight + fromY) * w.inWidth + fromX) * w.channels;
        visit(corner, toY - fromY, toX - fromX);
      }
    }
  }
}
