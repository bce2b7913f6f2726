import type { CompiledKernels } from "../assembly/load.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { addressOf, type TensorInfo, type WasmHeap } from "./heap.ts";

// As in assembly/convolution.as.ts: T = weights of a filter, O = output channels

/** Bytes of scratch memory for the spread rows, and for what is above a band. */
const FIELD_BYTES = 131_072;
const ABOVE_BYTES = 65_536;

/** A number of the spread rows. */
const SPREAD_BYTES = 16;

/** Terms of a sum: longer ones lose digits in float32, and products sum them in sections. */
const LONGEST_SUM = 1024;

/** Tiles of a convolution, so that threads find some even in a single image. */
const FEWEST_TILES = 8;

/** Parts of a gradient, and bytes of their own gradients. */
const MOST_PARTS = 16;
const MOST_PART_BYTES = 2 ** 24;

/** How a convolution is divided without a matrix of patches. */
export interface ConvolutionPlan {
  readonly geometry: ConvGeometry;
  /** T, and O rounded up to what is multiplied at a time. */
  readonly taps: number;
  readonly columns: number;
  /** Pixels of a spread row. */
  readonly width: number;
  readonly bandRows: number;
  readonly bands: number;
  readonly parts: number;
}

/** Plans a convolution; undefined if it does not fit the scratch memory or has too long sums. */
export function planConvolution(g: ConvGeometry): ConvolutionPlan | undefined {
  const taps = g.filterHeight * g.filterWidth * g.inChannels;
  return taps > LONGEST_SUM ? undefined : divided(g, taps, g.outHeight);
}

/** Plans the gradient of a convolution in its weights, likewise. */
export function planConvolutionGradient(g: ConvGeometry): ConvolutionPlan | undefined {
  const taps = g.filterHeight * g.filterWidth * g.inChannels;
  const rowBytes = g.outWidth * roundedUp(g.outChannels, 8) * 4;
  const rows = Math.min(ABOVE_BYTES / rowBytes, LONGEST_SUM / g.outWidth);
  const plan = divided(g, taps, Math.floor(rows));
  return plan && plan.parts * partFloats(plan) * 4 <= MOST_PART_BYTES ? plan : undefined;
}

/** Numbers of the filters' gradient that a part sums. */
export function partFloats({ taps, columns }: ConvolutionPlan): number {
  return roundedUp(taps, 4) * columns;
}

/** Divides into bands of at most `mostRows` rows whose spread rows fit. */
function divided(g: ConvGeometry, taps: number, mostRows: number): ConvolutionPlan | undefined {
  const width = (g.outWidth - 1) * g.strideWidth + (g.filterWidth - 1) * g.dilationWidth + 1;
  const reach = (g.filterHeight - 1) * g.dilationHeight + 1;
  const fitting = Math.floor(FIELD_BYTES / (width * g.inChannels * SPREAD_BYTES));
  const forTiles = Math.ceil(g.outHeight / Math.ceil(FEWEST_TILES / g.batch));
  const within = Math.floor((fitting - reach) / g.strideHeight) + 1;
  const bandRows = Math.min(within, mostRows, forTiles);
  // Also false for NaN and Infinity, of empty images.
  if (!(bandRows >= 1 && Number.isFinite(bandRows) && g.outWidth >= 1 && taps >= 1)) return;
  const bands = Math.ceil(g.outHeight / bandRows);
  const parts = Math.min(MOST_PARTS, g.batch * bands);
  return { geometry: g, taps, columns: roundedUp(g.outChannels, 8), width, bandRows, bands, parts };
}

function roundedUp(extent: number, step: number): number {
  return Math.ceil(extent / step) * step;
}

/** Addresses of the sizes and of two tables of offsets. */
export interface ConvolutionTables {
  readonly sizes: number;
  readonly tapOffsets: number;
  readonly positionOffsets: number;
}

/** Writes what a job reads of a plan. The caller disposes `memory`. */
export function writeTables(
  plan: ConvolutionPlan,
  heap: WasmHeap,
  compiled: CompiledKernels,
): ConvolutionTables & { readonly memory: TensorInfo } {
  const { geometry: g, taps, width, bandRows } = plan;
  const sizes = sizesOf(plan);
  const positions = bandRows * g.outWidth;
  const memory = heap.makeOutput([sizes.length + taps + positions], "int32");
  heap.typedArrayFromHeap(memory).set(sizes);
  const address = addressOf(memory, heap);
  const tapOffsets = address + sizes.length * 4;
  const positionOffsets = tapOffsets + taps * 4;
  const pixel = g.inChannels * SPREAD_BYTES;
  const row = width * pixel;
  compiled.stridedOffsets(
    ...([tapOffsets, g.filterHeight, g.filterWidth, g.inChannels] as const),
    ...([g.dilationHeight * row, g.dilationWidth * pixel, SPREAD_BYTES] as const),
  );
  compiled.stridedOffsets(
    ...([positionOffsets, 1, bandRows, g.outWidth] as const),
    ...([0, g.strideHeight * row, g.strideWidth * pixel] as const),
  );
  return { memory, sizes: address, tapOffsets, positionOffsets };
}

/** In the order of `Sizes` in assembly/convolution.as.ts. */
function sizesOf({ geometry: g, taps, width, bandRows, bands, parts }: ConvolutionPlan): number[] {
  return [
    ...[g.batch, g.inHeight, g.inWidth, g.inChannels],
    ...[g.outHeight, g.outWidth, g.outChannels],
    ...[g.filterHeight, g.strideHeight, g.dilationHeight, g.padTop, g.padLeft],
    ...[width, bandRows, bands, taps, parts],
  ];
}
