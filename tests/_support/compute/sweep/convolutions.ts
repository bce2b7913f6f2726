import { tf } from "../../../../deps.ts";
import { map, type Nd, zip } from "./nd.ts";
import { type SweepCase, values } from "./sweep_case.ts";
import { convolve, convolveDepthwise, convolveTransposed, type Windows } from "./windows.ts";

type Pad = Windows["pad"];
const nd = (x: Nd | undefined) => x as Nd;
const x4 = (x: tf.Tensor | undefined) => x as tf.Tensor4D;
const x5 = (x: tf.Tensor | undefined) => x as tf.Tensor5D;

interface Convolution {
  readonly input: readonly number[];
  readonly filter: readonly number[];
  readonly strides: readonly number[];
  readonly pad: Pad;
  readonly dilations?: readonly number[];
}

const text = ({ input, filter, strides, pad, dilations }: Convolution) =>
  `[${input}] by [${filter}], strides ${strides}, pad ${pad}${dilations ? `, dilations ${dilations}` : ""}`;

const CONVOLUTIONS: readonly Convolution[] = [
  { input: [2, 6, 6, 1], filter: [3, 3, 1, 2], strides: [1, 1], pad: "same" },
  { input: [1, 7, 5, 3], filter: [3, 2, 3, 4], strides: [1, 1], pad: "valid" },
  { input: [2, 7, 8, 2], filter: [3, 3, 2, 3], strides: [2, 2], pad: "same" },
  { input: [1, 9, 7, 2], filter: [4, 3, 2, 3], strides: [2, 3], pad: "valid" },
  { input: [1, 5, 5, 3], filter: [1, 1, 3, 2], strides: [2, 2], pad: "same" },
  { input: [1, 5, 5, 2], filter: [3, 3, 2, 2], strides: [1, 1], pad: 1 },
  { input: [1, 6, 6, 1], filter: [5, 5, 1, 2], strides: [1, 1], pad: 2 },
  { input: [1, 4, 4, 1], filter: [4, 4, 1, 1], strides: [1, 1], pad: "valid" },
  { input: [2, 3, 3, 2], filter: [3, 5, 2, 3], strides: [1, 1], pad: "same" },
];

/** What tfjs computes and does not differentiate. */
const DILATED: readonly Convolution[] = [
  { input: [1, 6, 6, 2], filter: [2, 2, 2, 3], strides: [1, 1], pad: "valid", dilations: [2, 2] },
  { input: [2, 7, 5, 1], filter: [3, 2, 1, 2], strides: [1, 1], pad: "same", dilations: [2, 3] },
  { input: [1, 7, 7, 2], filter: [3, 3, 2, 1], strides: [1, 1], pad: 2, dilations: [2, 2] },
  { input: [1, 4, 4, 1], filter: [3, 3, 1, 1], strides: [1, 1], pad: "same", dilations: [3, 3] },
];

const conv2d: readonly SweepCase[] = [...CONVOLUTIONS, ...DILATED].map((c) => ({
  op: "Conv2D",
  name: text(c),
  inputs: [values(c.input, 1), values(c.filter, 2)],
  compute: (x, w) =>
    tf.conv2d(
      x4(x),
      x4(w),
      c.strides as [number, number],
      c.pad,
      "NHWC",
      c.dilations as [number, number] | undefined,
    ),
  reference: (x, w) => convolve(nd(x), nd(w), c),
}));

const fused: readonly SweepCase[] = (["linear", "relu", "elu"] as const).flatMap((activation) =>
  [CONVOLUTIONS[0], CONVOLUTIONS[2]].map((entry) => {
    const c = entry as Convolution;
    const act = (v: number) =>
      v > 0 || activation === "linear" ? v : activation === "relu" ? 0 : Math.expm1(v);
    return {
      op: "FusedConv2D",
      name: `${activation}, ${text(c)}`,
      inputs: [values(c.input, 1), values(c.filter, 2), values([c.filter[3] as number], 3)],
      compute: (x: tf.Tensor | undefined, w: tf.Tensor | undefined, bias: tf.Tensor | undefined) =>
        tf.fused.conv2d({
          x: x4(x),
          filter: x4(w),
          strides: c.strides as [number, number],
          pad: c.pad,
          bias: bias as tf.Tensor,
          activation,
        }),
      reference: (x: Nd | undefined, w: Nd | undefined, bias: Nd | undefined) =>
        map(
          zip(convolve(nd(x), nd(w), c), nd(bias), (a, b) => a + b),
          act,
        ),
    };
  }),
);

const DEPTHWISE: readonly Convolution[] = [
  { input: [2, 6, 6, 2], filter: [3, 3, 2, 1], strides: [1, 1], pad: "same" },
  { input: [1, 7, 5, 3], filter: [3, 2, 3, 2], strides: [1, 1], pad: "valid" },
  { input: [1, 7, 8, 2], filter: [3, 3, 2, 2], strides: [2, 2], pad: "same" },
  { input: [1, 6, 6, 2], filter: [3, 3, 2, 1], strides: [1, 1], pad: 1 },
  { input: [1, 6, 6, 2], filter: [2, 2, 2, 1], strides: [1, 1], pad: "valid", dilations: [2, 2] },
  { input: [1, 7, 5, 1], filter: [3, 2, 1, 2], strides: [1, 1], pad: "same", dilations: [2, 3] },
];

const depthwise: readonly SweepCase[] = DEPTHWISE.map((c) => ({
  op: "DepthwiseConv2dNative",
  name: text(c),
  inputs: [values(c.input, 1), values(c.filter, 2)],
  compute: (x, w) =>
    tf.depthwiseConv2d(
      x4(x),
      x4(w),
      c.strides as [number, number],
      c.pad,
      "NHWC",
      c.dilations as [number, number] | undefined,
    ),
  reference: (x, w) => convolveDepthwise(nd(x), nd(w), c),
}));

const fusedDepthwise: SweepCase = {
  op: "FusedDepthwiseConv2D",
  name: "relu",
  inputs: [values([1, 5, 5, 2], 1), values([3, 3, 2, 2], 2), values([4], 3)],
  compute: (x, w, bias) =>
    tf.fused.depthwiseConv2d({
      x: x4(x),
      filter: x4(w),
      strides: 1,
      pad: "same",
      bias: bias as tf.Tensor,
      activation: "relu",
    }),
  reference: (x, w, bias) =>
    map(
      zip(
        convolveDepthwise(nd(x), nd(w), { strides: [1, 1], pad: "same" }),
        nd(bias),
        (a, b) => a + b,
      ),
      (v) => Math.max(0, v),
    ),
};

const conv1d: readonly SweepCase[] = [
  { strides: 1, pad: "same" as const, dilation: 1 },
  { strides: 2, pad: "valid" as const, dilation: 1 },
  { strides: 1, pad: "valid" as const, dilation: 2 },
].map(({ strides, pad, dilation }) => ({
  op: "Conv2D",
  name: `of a sequence, strides ${strides}, pad ${pad}, dilation ${dilation}`,
  inputs: [values([2, 7, 2], 1), values([3, 2, 3], 2)],
  compute: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, strides, pad, "NWC", dilation),
  reference: (x, w) => convolve(nd(x), nd(w), { strides: [strides], pad, dilations: [dilation] }),
}));

const transposed: readonly SweepCase[] = [
  {
    input: [1, 3, 3, 2],
    filter: [3, 3, 1, 2],
    shape: [1, 5, 5, 1],
    strides: [2, 2],
    pad: "same" as const,
  },
  {
    input: [2, 2, 3, 1],
    filter: [2, 3, 2, 1],
    shape: [2, 4, 9, 2],
    strides: [2, 3],
    pad: "valid" as const,
  },
  {
    input: [1, 2, 2, 1],
    filter: [2, 2, 1, 1],
    shape: [1, 5, 5, 1],
    strides: [3, 3],
    pad: "valid" as const,
  },
  {
    input: [1, 4, 4, 2],
    filter: [3, 3, 2, 2],
    shape: [1, 4, 4, 2],
    strides: [1, 1],
    pad: "same" as const,
  },
].map((c) => ({
  op: "Conv2DBackpropInput",
  name: text(c),
  inputs: [values(c.input, 1), values(c.filter, 2)],
  compute: (x, w) =>
    tf.conv2dTranspose(
      x4(x),
      x4(w),
      c.shape as [number, number, number, number],
      c.strides as [number, number],
      c.pad,
    ),
  reference: (x, w) => convolveTransposed(nd(x), nd(w), c.shape, c),
}));

const conv3d: readonly SweepCase[] = [
  { input: [1, 4, 1, 1, 1], filter: [2, 1, 1, 1, 1], strides: [2, 2, 2], pad: "valid" as const },
  { input: [1, 3, 4, 3, 2], filter: [2, 2, 2, 2, 2], strides: [1, 1, 1], pad: "same" as const },
  { input: [2, 4, 3, 5, 1], filter: [2, 3, 2, 1, 2], strides: [2, 1, 3], pad: "valid" as const },
  { input: [1, 5, 5, 5, 1], filter: [3, 3, 3, 1, 1], strides: [2, 2, 2], pad: "same" as const },
  {
    input: [1, 4, 4, 4, 1],
    filter: [2, 2, 2, 1, 2],
    strides: [1, 1, 1],
    pad: "valid" as const,
    dilations: [2, 2, 2],
  },
].map((c: Convolution) => ({
  op: "Conv3D",
  name: text(c),
  inputs: [values(c.input, 1), values(c.filter, 2)],
  compute: (x, w) =>
    tf.conv3d(
      x5(x),
      x5(w),
      c.strides as [number, number, number],
      c.pad as "same",
      "NDHWC",
      c.dilations as [number, number, number] | undefined,
    ),
  reference: (x, w) => convolve(nd(x), nd(w), c),
}));

const transposed3d: readonly SweepCase[] = [
  {
    input: [1, 2, 2, 2, 2],
    filter: [2, 2, 2, 1, 2],
    shape: [1, 4, 4, 4, 1],
    strides: [2, 2, 2],
    pad: "valid" as const,
  },
  {
    input: [1, 2, 3, 2, 1],
    filter: [3, 3, 3, 2, 1],
    shape: [1, 3, 5, 4, 2],
    strides: [2, 2, 2],
    pad: "same" as const,
  },
].map((c) => ({
  op: "Conv3DBackpropInputV2",
  name: text(c),
  inputs: [values(c.input, 1), values(c.filter, 2)],
  compute: (x, w) =>
    tf.conv3dTranspose(
      x5(x),
      x5(w),
      c.shape as [number, number, number, number, number],
      c.strides as [number, number, number],
      c.pad,
    ),
  reference: (x, w) => convolveTransposed(nd(x), nd(w), c.shape, c),
}));

export const CONVOLUTION: readonly SweepCase[] = [
  ...conv2d,
  ...fused,
  ...depthwise,
  fusedDepthwise,
  ...conv1d,
  ...transposed,
  ...conv3d,
  ...transposed3d,
];
