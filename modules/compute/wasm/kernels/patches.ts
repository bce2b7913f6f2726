import type { CompiledKernels } from "../assembly/load.ts";
import type { IndexOffsets, MatrixLayout } from "../matmul/mod.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { addressOf, callKernel, type TensorInfo, type WasmHeap, withShape } from "./heap.ts";

// I = input channels, R = examples * output positions, T = filter positions * I

/**
 * The input of a convolution as a matrix [R, T]: a row per output position, a column per weight of
 * a filter. The matrix is never materialized: tables hold the offsets of its rows and columns in
 * the padded input.
 */
export interface Patches {
  readonly count: number;
  readonly width: number;
  readonly layout: MatrixLayout;
  /** Offsets of the matrix, and of its transpose. */
  readonly offsets: IndexOffsets;
  readonly transposedOffsets: IndexOffsets;
  dispose(): void;
}

/** Returns the patches of `x`. */
export function patchesOf(
  x: TensorInfo,
  geometry: ConvGeometry,
  heap: WasmHeap,
  compiled: CompiledKernels,
): Patches {
  const { batch, outHeight, outWidth, filterHeight, filterWidth, inChannels } = geometry;
  const count = batch * outHeight * outWidth;
  const width = filterHeight * filterWidth * inChannels;
  const field = padded(x, geometry, heap);
  const tables = [count, width].map((size) => heap.makeOutput([size], "int32"));
  const [positions, taps] = tables.map((table) => addressOf(table, heap)) as [number, number];
  const [height, rowLength] = field.shape.slice(1, 3) as [number, number];
  const column = inChannels * 4;
  const row = rowLength * column;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  compiled.stridedOffsets(
    ...([positions, batch, outHeight, outWidth] as const),
    ...([height * row, strideHeight * row, strideWidth * column] as const),
  );
  compiled.stridedOffsets(
    ...([taps, filterHeight, filterWidth, inChannels] as const),
    ...([dilationHeight * row, dilationWidth * column, 4] as const),
  );
  return {
    count,
    width,
    layout: { address: addressOf(field, heap), rowStride: 0, columnStride: 0, batchStride: 0 },
    offsets: { rows: positions, columns: taps },
    transposedOffsets: { rows: taps, columns: positions },
    dispose: () => {
      for (const { dataId } of [field, ...tables]) heap.disposeData(dataId);
    },
  };
}

/** Pads `x` with zeros as far as the filter reaches past its edges. */
function padded(x: TensorInfo, g: ConvGeometry, heap: WasmHeap): TensorInfo {
  const below = reach(g.outHeight, g.strideHeight, g.filterHeight, g.dilationHeight);
  const right = reach(g.outWidth, g.strideWidth, g.filterWidth, g.dilationWidth);
  const vertical = [g.padTop, Math.max(0, below - g.padTop - g.inHeight)];
  const horizontal = [g.padLeft, Math.max(0, right - g.padLeft - g.inWidth)];
  if ([...vertical, ...horizontal].every((zeros) => zeros === 0))
    return withShape(x, x.shape, heap);
  const paddings = [[0, 0], vertical, horizontal, [0, 0]];
  return callKernel("PadV2", { x }, { paddings, constantValue: 0 }, heap);
}

/** Extent that the filter reads, from the first position. */
function reach(positions: number, stride: number, taps: number, dilation: number): number {
  return (positions - 1) * stride + (taps - 1) * dilation + 1;
}
