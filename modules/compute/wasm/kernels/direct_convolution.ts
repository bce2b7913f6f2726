import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import type { Bounds } from "./activation_bounds.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import {
  type ConvolutionPlan,
  partFloats,
  planConvolution,
  planConvolutionGradient,
  writeTables,
} from "./convolution_plan.ts";
import { addressOf, type TensorInfo, type WasmHeap } from "./heap.ts";

// T = weights of a filter, O = output channels

/** What computes, and where. */
export interface Machine {
  readonly engine: MatmulEngine;
  readonly compiled: CompiledKernels;
  readonly heap: WasmHeap;
}

/**
 * Convolves images with a filter [..., O], adds a bias, and clamps, without a matrix of patches.
 *
 * @returns Undefined if its rows do not fit a thread's scratch memory, or its sums are too long.
 */
export function convolveDirectly(
  { engine, compiled, heap }: Machine,
  { x, filter, bias }: ConvolutionInputs,
  geometry: ConvGeometry,
  [min, max]: Bounds,
): TensorInfo | undefined {
  const plan = planConvolution(geometry);
  if (!plan) return undefined;
  const { batch, outHeight, outWidth, outChannels } = geometry;
  const y = heap.makeOutput([batch, outHeight, outWidth, outChannels], "float32");
  const { memory, ...tables } = writeTables(plan, heap, compiled);
  const { sizes, tapOffsets, positionOffsets } = tables;
  const packed = packFilter(filter, bias, plan, heap, compiled);
  const [from, to] = [addressOf(x, heap), addressOf(y, heap)];
  engine.share(workOf(plan), (job) =>
    compiled.writeConvolutionJob(
      ...([job, from, packed.filters, packed.biases, to] as const),
      ...([sizes, tapOffsets, positionOffsets, min, max] as const),
    ),
  );
  for (const { dataId } of [memory, packed.memory]) heap.disposeData(dataId);
  return y;
}

/** Images, a filter, and a bias if the layer has one. */
export interface ConvolutionInputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
}

/** Gradients of a convolution layer in its weights, and before its ReLU if it has one. */
export interface ConvolutionGradients {
  readonly filter: TensorInfo;
  readonly bias: TensorInfo;
  readonly dz?: TensorInfo;
}

/**
 * Differentiates a convolution in its filter and its bias.
 *
 * @param inputs `y` is the output if the layer has a ReLU.
 * @returns Undefined if its rows do not fit a thread's scratch memory.
 */
export function differentiateDirectly(
  { engine, compiled, heap }: Machine,
  { x, dy, y }: { readonly x: TensorInfo; readonly dy: TensorInfo; readonly y?: TensorInfo },
  geometry: ConvGeometry,
): ConvolutionGradients | undefined {
  const plan = planConvolutionGradient(geometry);
  if (!plan) return undefined;
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  const filter = heap.makeOutput([filterHeight, filterWidth, inChannels, outChannels], "float32");
  const bias = heap.makeOutput([outChannels], "float32");
  const dz = y && heap.makeOutput(dy.shape, "float32");
  const { memory, sizes, tapOffsets, positionOffsets } = writeTables(plan, heap, compiled);
  // The biases are doubles, a dtype that tfjs does not have.
  const biasFloats = plan.parts * plan.columns * 2;
  const parts = heap.makeOutput([biasFloats + plan.parts * partFloats(plan)], "float32");
  const at = (tensor: TensorInfo | undefined) => (tensor ? addressOf(tensor, heap) : 0);
  const biasParts = at(parts);
  const filterParts = biasParts + biasFloats * 4;
  engine.share(workOf(plan), (job) =>
    compiled.writeConvolutionGradientJob(
      ...([job, at(x), at(dy), at(y), at(dz), filterParts, biasParts] as const),
      ...([sizes, tapOffsets, positionOffsets] as const),
    ),
  );
  compiled.addConvolutionGradients(sizes, filterParts, biasParts, at(filter), at(bias));
  for (const { dataId } of [memory, parts]) heap.disposeData(dataId);
  return { filter, bias, ...(dz && { dz }) };
}

/** Packs a filter, and pads its bias. The caller disposes `memory`. */
function packFilter(
  filter: TensorInfo,
  bias: TensorInfo | undefined,
  { taps, columns, geometry: { outChannels } }: ConvolutionPlan,
  heap: WasmHeap,
  compiled: CompiledKernels,
): { readonly memory: TensorInfo; readonly filters: number; readonly biases: number } {
  const memory = heap.makeOutput([columns * (taps + 1)], "float32");
  const padded = heap.typedArrayFromHeap(memory).subarray(0, columns).fill(0);
  if (bias) padded.set(heap.typedArrayFromHeap(bias));
  const biases = addressOf(memory, heap);
  const filters = biases + columns * 4;
  compiled.packColumns(addressOf(filter, heap), taps, outChannels, filters);
  return { memory, filters, biases };
}

/** Multiply-adds. */
function workOf({ geometry: { batch, outHeight, outWidth }, taps, columns }: ConvolutionPlan) {
  return batch * outHeight * outWidth * taps * columns;
}
