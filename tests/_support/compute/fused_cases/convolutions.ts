import { tf } from "../../../../deps.ts";
import type { FusedCase, Outputs } from "./fused_case.ts";

type Numbers = Readonly<Record<string, number[]>>;
type Shape4D = [number, number, number, number];

interface Windows {
  readonly strides: [number, number];
  readonly pad: "valid" | "same";
}

/** A convolution for vectors of n numbers. */
interface Sizes extends Windows {
  readonly x: (n: number) => Shape4D;
  readonly filter: (n: number) => Shape4D;
}

/** Short sums, so that float32 holds six digits of each. */
const WIDE: Sizes = {
  x: (n) => [1, 2, n, 2],
  filter: () => [2, 3, 2, 17],
  strides: [1, 1],
  pad: "same",
};
const STRIDED: Sizes = {
  x: (n) => [1, 3, n + 3, 3],
  filter: () => [2, 3, 3, 3],
  strides: [1, 2],
  pad: "valid",
};
const DEEP: Sizes = {
  x: (n) => [1, 5, 6, n + 1],
  filter: (n) => [3, 3, n + 1, 16],
  strides: [2, 2],
  pad: "valid",
};
const MANY: Sizes = {
  x: () => [1, 3, 3, 1],
  filter: (n) => [3, 2, 1, n + 1],
  strides: [1, 1],
  pad: "same",
};
const NARROW: Sizes = {
  x: (n) => [1, 3, n + 2, 2],
  filter: (n) => [2, 3, 2, 1 + (n % 2)],
  strides: [1, 1],
  pad: "same",
};
const NARROW_DEEP: Sizes = {
  x: (n) => [1, 4, 5, 2 * n + 2],
  filter: (n) => [2, 3, 2 * n + 2, 2],
  strides: [1, 2],
  pad: "same",
};

/** Convolutions and the gradients in their weights. */
export const CONVOLUTIONS: readonly FusedCase[] = [
  layer("with a bias, many windows", WIDE, "linear", true),
  layer("with a bias and a ReLU, many windows", WIDE, "relu", true),
  layer("with strides and a ReLU", STRIDED, "relu", false),
  layer("with a ReLU, many filters", MANY, "relu", true),
  layer("with a bias and a ReLU, one or two filters", NARROW, "relu", true),
  gradient("of a ReLU, two filters and many channels", NARROW_DEEP, true),
  gradient("of a linear layer of many filters", MANY, false),
  gradient("of a ReLU, many filters", MANY, true),
  gradient("of a ReLU, with strides and many channels", DEEP, true),
];

function layer(
  variant: string,
  sizes: Sizes,
  activation: "linear" | "relu",
  biased: boolean,
): FusedCase {
  return {
    name: "TolariaConv2d",
    variant,
    shapes: (n) => ({
      x: sizes.x(n),
      filter: sizes.filter(n),
      ...(biased && { bias: [sizes.filter(n)[3]] }),
    }),
    least: -1,
    most: 2500,
    attributes: { strides: sizes.strides, pad: sizes.pad, activation },
    expected: (inputs) => layerOf(inputs, sizes, activation),
  };
}

function gradient(variant: string, sizes: Sizes, relu: boolean): FusedCase {
  return {
    name: "TolariaConv2dGradient",
    variant,
    shapes: (n) => {
      const { outShape } = windowsOf(sizes, n);
      const [x, filter] = [sizes.x(n), sizes.filter(n)];
      return { x, filter, dy: outShape, ...(relu && { y: outShape }) };
    },
    least: -1,
    most: 2500,
    attributes: { strides: sizes.strides, pad: sizes.pad },
    expected: (inputs) => gradientOf(inputs, sizes),
  };
}

/** Sizes that tfjs computes; its numbers are not used. */
function windowsOf({ x, filter, strides, pad }: Sizes, n: number): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(x(n), filter(n), strides, 1, pad);
}

/** The n that the inputs were drawn for. */
function windowsFor(sizes: Sizes, { x, filter }: Numbers): tf.backend_util.Conv2DInfo {
  const size = (shape: Shape4D) => shape.reduce((product, extent) => product * extent);
  const fits = (n: number) =>
    size(sizes.x(n)) === x?.length && size(sizes.filter(n)) === filter?.length;
  let n = 0;
  while (!fits(n)) n += 1;
  return windowsOf(sizes, n);
}

/** Calls `visit` with the positions in x, filter and output of each product. */
function forEachProduct(
  info: tf.backend_util.Conv2DInfo,
  visit: (x: number, filter: number, y: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  for (let b = 0; b < info.batchSize; b++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++)
        for (let h = 0; h < info.filterHeight; h++)
          for (let w = 0; w < info.filterWidth; w++) {
            const row = i * info.strideHeight + h - info.padInfo.top;
            const column = j * info.strideWidth + w - info.padInfo.left;
            if (row < 0 || row >= inHeight || column < 0 || column >= inWidth) continue;
            const at = ((b * inHeight + row) * inWidth + column) * inChannels;
            const tap = (h * info.filterWidth + w) * inChannels;
            const to = ((b * outHeight + i) * outWidth + j) * outChannels;
            for (let c = 0; c < inChannels; c++)
              for (let o = 0; o < outChannels; o++)
                visit(at + c, (tap + c) * outChannels + o, to + o);
          }
}

/** The formula of `TolariaConv2d`. */
function layerOf(inputs: Numbers, sizes: Sizes, activation: "linear" | "relu"): Outputs {
  const info = windowsFor(sizes, inputs);
  const { outHeight, outWidth, outChannels } = info;
  const [x, filter] = [inputs.x as number[], inputs.filter as number[]];
  const y = new Array<number>(info.batchSize * outHeight * outWidth * outChannels).fill(0);
  forEachProduct(info, (from, weight, to) => {
    y[to] = (y[to] as number) + (x[from] as number) * (filter[weight] as number);
  });
  const biased = y.map((value, at) => value + (inputs.bias?.[at % outChannels] ?? 0));
  return [activation === "relu" ? biased.map((value) => Math.max(0, value)) : biased];
}

/** The formula of `TolariaConv2dGradient`. */
function gradientOf(inputs: Numbers, sizes: Sizes): Outputs {
  const info = windowsFor(sizes, inputs);
  const x = inputs.x as number[];
  const dz = (inputs.dy as number[]).map((d, at) => ((inputs.y?.[at] ?? 1) > 0 ? d : 0));
  const filter = new Array<number>((inputs.filter as number[]).length).fill(0);
  const bias = new Array<number>(info.outChannels).fill(0);
  forEachProduct(info, (from, weight, to) => {
    filter[weight] = (filter[weight] as number) + (x[from] as number) * (dz[to] as number);
  });
  for (const [at, value] of dz.entries()) {
    bias[at % info.outChannels] = (bias[at % info.outChannels] as number) + value;
  }
  return [filter, bias, dz];
}
