import { floatsOf, type HostKernel, type TensorInfo } from "./host_kernel.ts";

/** Source of an output along an axis: two neighbors, and the weight of the second. */
interface Source {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

type SourceOf = (at: number, input: number, output: number) => Source;

interface Attributes {
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
}

/** Distance of neighboring outputs in the input. */
const scaleOf = (input: number, output: number, alignCorners: boolean) =>
  alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;

/** Rounded to float32, as the forward kernels compute: it decides which neighbor is the nearest. */
function place(at: number, input: number, output: number, attributes: Attributes): number {
  const { alignCorners = false, halfPixelCenters = false } = attributes;
  const scale = Math.fround(scaleOf(input, output, alignCorners));
  return Math.fround(halfPixelCenters ? (at + 0.5) * scale : at * scale);
}

function bilinearSource(attributes: Attributes): SourceOf {
  return (at, input, output) => {
    const from = place(at, input, output, attributes) - (attributes.halfPixelCenters ? 0.5 : 0);
    const clamped = Math.max(0, from);
    const low = Math.min(Math.floor(clamped), input - 1);
    return { low, high: Math.min(low + 1, input - 1), share: clamped - Math.floor(clamped) };
  };
}

function nearestSource(attributes: Attributes): SourceOf {
  return (at, input, output) => {
    const from = place(at, input, output, attributes);
    const nearest = attributes.alignCorners ? Math.floor(from + 0.5) : Math.floor(from);
    const low = Math.min(nearest, input - 1);
    return { low, high: low, share: 0 };
  };
}

/** The gradient of a resize: each output's goes to the pixels that it was read from. */
function resizeGrad(
  kernelName: string,
  sourceOf: (attributes: Attributes) => SourceOf,
): HostKernel {
  return {
    kernelName,
    run: (inputs, attributes, memory) => {
      const [images, dy] = [inputs.images as TensorInfo, inputs.dy as TensorInfo];
      const [batch, height, width, channels] = images.shape as [number, number, number, number];
      const [, outHeight, outWidth] = dy.shape as [number, number, number];
      const find = sourceOf(attributes);
      const rows = Array.from({ length: outHeight }, (_, y) => find(y, height, outHeight));
      const columns = Array.from({ length: outWidth }, (_, x) => find(x, width, outWidth));
      const gradient = memory.makeOutput(images.shape, "float32");
      const dx = floatsOf(gradient, memory).fill(0);
      const above = floatsOf(dy, memory);
      let from = 0;
      const add = (at: number, share: number) => {
        if (share === 0) return;
        for (let c = 0; c < channels; c++) {
          dx[at + c] = (dx[at + c] as number) + (above[from + c] as number) * share;
        }
      };
      for (let image = 0; image < batch; image++) {
        for (const row of rows) {
          const [low, high] = [row.low, row.high].map((y) => (image * height + y) * width) as [
            number,
            number,
          ];
          for (const column of columns) {
            add((low + column.low) * channels, (1 - row.share) * (1 - column.share));
            add((low + column.high) * channels, (1 - row.share) * column.share);
            add((high + column.low) * channels, row.share * (1 - column.share));
            add((high + column.high) * channels, row.share * column.share);
            from += channels;
          }
        }
      }
      return gradient;
    },
  };
}

/**
 * Gradients of resizes. In tfjs's own, half-pixel centers are ignored; on cpu, a bilinear one of an image that is not
 * square throws, a nearest one of several channels is wrong, and one of a single row never returns.
 */
export const resizeGrads: readonly HostKernel[] = [
  resizeGrad("ResizeBilinearGrad", bilinearSource),
  resizeGrad("ResizeNearestNeighborGrad", nearestSource),
];
