import { tf } from "../../../../deps.ts";
import { callKernel, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

// B = examples, D, H, W = input depth, height and width, P = output depth, I, O = input and output channels

/**
 * Gradients of 3-D convolutions: one 2-D gradient per depth of the filter, over the batch of planes
 * of input and output that meet there. The stock kernels leave most of a gradient at 0.
 */
export const conv3dBackprop: readonly WasmKernel[] = [
  {
    kernelName: "Conv3DBackpropFilterV2",
    run: (inputs, attributes, heap) => {
      const [x, dy] = [inputs.x as TensorInfo, inputs.dy as TensorInfo];
      const filterShape = attributes.filterShape as number[];
      const gradient = heap.makeOutput(filterShape, "float32");
      const plane = filterShape.slice(1);
      forEachDepth(x.shape, filterShape, attributes, (tap, pairs, windows) => {
        const images = planesAt(
          x,
          pairs.map(({ input }) => input),
          heap,
        );
        const above = planesAt(
          dy,
          pairs.map(({ output }) => output),
          heap,
        );
        const part = pairs.length
          ? callKernel(
              "Conv2DBackpropFilter",
              { x: images, dy: above },
              { ...windows, filterShape: plane },
              heap,
            )
          : undefined;
        const to = heap
          .typedArrayFromHeap(gradient)
          .subarray(tap * sizeOf(plane), (tap + 1) * sizeOf(plane));
        if (part) to.set(heap.typedArrayFromHeap(part));
        else to.fill(0);
        for (const tensor of [images, above, part]) if (tensor) heap.disposeData(tensor.dataId);
      });
      return gradient;
    },
  },
  {
    kernelName: "Conv3DBackpropInputV2",
    run: (inputs, attributes, heap) => {
      const [dy, filter] = [inputs.dy as TensorInfo, inputs.filter as TensorInfo];
      const inputShape = attributes.inputShape as number[];
      const gradient = heap.makeOutput(inputShape, "float32");
      heap.typedArrayFromHeap(gradient).fill(0);
      const [batch, , ...image] = inputShape as [number, number, number, number, number];
      forEachDepth(inputShape, filter.shape, attributes, (tap, pairs, windows) => {
        if (pairs.length === 0) return;
        const above = planesAt(
          dy,
          pairs.map(({ output }) => output),
          heap,
        );
        const weights = heap.makeOutput(filter.shape.slice(1), "float32");
        const size = sizeOf(weights.shape);
        heap
          .typedArrayFromHeap(weights)
          .set(heap.typedArrayFromHeap(filter).subarray(tap * size, (tap + 1) * size));
        const shape = [batch * pairs.length, ...image];
        const part = callKernel(
          "Conv2DBackpropInput",
          { dy: above, filter: weights },
          { ...windows, inputShape: shape },
          heap,
        );
        addPlanes(
          part,
          gradient,
          pairs.map(({ input }) => input),
          heap,
        );
        for (const { dataId } of [above, weights, part]) heap.disposeData(dataId);
      });
      return gradient;
    },
  },
];

/** Planes of input and output that meet at a depth of the filter. */
interface Pair {
  readonly input: number;
  readonly output: number;
}

/** Calls with each depth of the filter, the planes that meet there, and the windows within a plane. */
function forEachDepth(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
  visit: (tap: number, pairs: readonly Pair[], windows: object) => void,
): void {
  const { strides, pad } = attributes;
  const info = tf.backend_util.computeConv3DInfo(
    inputShape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    strides as [number, number, number],
    1,
    pad as "valid" | "same",
  );
  const windows = { strides: [info.strideHeight, info.strideWidth], pad, dataFormat: "NHWC" };
  for (let tap = 0; tap < info.filterDepth; tap++) {
    const pairs = Array.from({ length: info.outDepth }, (_, output) => ({
      output,
      input: output * info.strideDepth - info.padInfo.front + tap,
    })).filter(({ input }) => input >= 0 && input < info.inDepth);
    visit(tap, pairs, windows);
  }
}

/** Planes of [B, D, H, W, C] at some depths, as images [B n, H, W, C]. */
function planesAt(x: TensorInfo, depths: readonly number[], heap: WasmHeap): TensorInfo {
  const [batch, depth, ...image] = x.shape as [number, number, number, number, number];
  const planes = heap.makeOutput([batch * depths.length, ...image], "float32");
  const [from, to] = [heap.typedArrayFromHeap(x), heap.typedArrayFromHeap(planes)];
  const size = sizeOf(image);
  for (let b = 0; b < batch; b++) {
    depths.forEach((at, index) => {
      const source = (b * depth + at) * size;
      to.set(from.subarray(source, source + size), (b * depths.length + index) * size);
    });
  }
  return planes;
}

/** Adds images [B n, H, W, C] to the planes of [B, D, H, W, C] at their depths. */
function addPlanes(
  part: TensorInfo,
  sum: TensorInfo,
  depths: readonly number[],
  heap: WasmHeap,
): void {
  const [batch, depth, ...image] = sum.shape as [number, number, number, number, number];
  const [from, to] = [heap.typedArrayFromHeap(part), heap.typedArrayFromHeap(sum)];
  const size = sizeOf(image);
  for (let b = 0; b < batch; b++) {
    depths.forEach((at, index) => {
      const source = (b * depths.length + index) * size;
      const target = (b * depth + at) * size;
      for (let i = 0; i < size; i++) {
        to[target + i] = (to[target + i] as number) + (from[source + i] as number);
      }
    });
  }
}
