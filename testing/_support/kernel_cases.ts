import { tf } from "../../deps.ts";
import { NORMALIZATIONS } from "./normalizations.ts";
import { SUMS } from "./sum_cases.ts";
import { TOKEN_CASES } from "./token_cases.ts";

/** A function of tensors whose value and gradient two backends are to agree on. */
export interface KernelCase {
  readonly name: string;
  /** Shapes of its arguments, which are drawn from [-1, 1). */
  readonly shapes: readonly (readonly number[])[];
  readonly compute: (...x: tf.Tensor[]) => tf.Tensor;
}

type Padding = "same" | "valid" | number;
type Pair = [number, number];

const x4 = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

interface Conv {
  readonly input: readonly number[];
  readonly filter: readonly number[];
  readonly strides: number | Pair;
  readonly pad: Padding;
}

const CONVOLUTIONS: readonly Conv[] = [
  { input: [2, 6, 6, 1], filter: [3, 3, 1, 2], strides: 1, pad: "same" },
  { input: [1, 7, 5, 3], filter: [3, 2, 3, 4], strides: 1, pad: "valid" },
  { input: [3, 7, 8, 2], filter: [3, 3, 2, 3], strides: 2, pad: "same" },
  { input: [2, 9, 7, 2], filter: [4, 3, 2, 5], strides: [2, 3], pad: "valid" },
  { input: [2, 5, 5, 3], filter: [1, 1, 3, 4], strides: 1, pad: "valid" },
  { input: [2, 5, 5, 3], filter: [1, 1, 3, 4], strides: 2, pad: "same" },
  { input: [1, 6, 6, 2], filter: [3, 3, 2, 2], strides: 1, pad: 1 },
  { input: [1, 6, 6, 2], filter: [5, 5, 2, 2], strides: 3, pad: 2 },
  { input: [1, 4, 4, 1], filter: [4, 4, 1, 1], strides: 1, pad: "valid" },
  { input: [1, 3, 3, 1], filter: [1, 1, 1, 1], strides: 1, pad: 2 },
  { input: [2, 7, 7, 32], filter: [3, 3, 32, 2], strides: 1, pad: "same" },
];

/** tfjs differentiates convolutions without dilation only. */
const conv2d: readonly KernelCase[] = CONVOLUTIONS.map(({ input, filter, strides, pad }) => ({
  name: `conv2d [${input}] by [${filter}], strides ${strides}, pad ${pad}`,
  shapes: [input, filter],
  compute: (x, w) => tf.conv2d(x4(x), x4(w), strides, pad),
}));

const fusedConv2d: readonly KernelCase[] = CONVOLUTIONS.slice(0, 4).map(
  ({ input, filter, strides, pad }) => ({
    name: `fused conv2d [${input}] by [${filter}], strides ${strides}, pad ${pad}`,
    shapes: [input, filter, [filter[3] as number]],
    compute: (x, filter, bias) =>
      tf.fused.conv2d({ x: x4(x), filter: x4(filter), strides, pad, bias, activation: "linear" }),
  }),
);

const DEPTHWISE: readonly Conv[] = [
  { input: [2, 6, 6, 2], filter: [3, 3, 2, 1], strides: 1, pad: "same" },
  { input: [1, 7, 5, 3], filter: [3, 2, 3, 2], strides: 1, pad: "valid" },
  { input: [2, 7, 8, 2], filter: [3, 3, 2, 2], strides: 2, pad: "same" },
  { input: [1, 6, 6, 2], filter: [3, 3, 2, 1], strides: 1, pad: 1 },
];

const depthwise: readonly KernelCase[] = DEPTHWISE.map(({ input, filter, strides, pad }) => ({
  name: `depthwise [${input}] by [${filter}], strides ${strides}, pad ${pad}`,
  shapes: [input, filter],
  compute: (x, w) => tf.depthwiseConv2d(x4(x), x4(w), strides, pad),
}));

const POOLS: readonly [shape: number[], size: Pair, strides: number | Pair, pad: Padding][] = [
  [[2, 6, 6, 2], [2, 2], 2, "valid"],
  [[1, 7, 5, 3], [2, 2], 2, "same"],
  [[2, 7, 7, 1], [3, 3], 1, "same"],
  [[1, 8, 9, 2], [3, 2], [2, 3], "valid"],
  [[2, 5, 6, 19], [2, 3], [1, 2], "valid"],
  [[1, 4, 4, 33], [2, 2], 2, "valid"],
];

const pools: readonly KernelCase[] = POOLS.flatMap(([shape, size, strides, pad]) => {
  const text = `[${shape}] by [${size}], strides ${strides}, pad ${pad}`;
  return [
    {
      name: `max pool ${text}`,
      shapes: [shape],
      compute: (x: tf.Tensor) => tf.maxPool(x4(x), size, strides, pad),
    },
    {
      name: `average pool ${text}`,
      shapes: [shape],
      compute: (x: tf.Tensor) => tf.avgPool(x4(x), size, strides, pad),
    },
  ];
});

/** Half of the numbers are 0, and windows of them have no largest one. */
const equals: KernelCase = {
  name: "max pool of equal numbers",
  shapes: [[2, 6, 6, 17]],
  compute: (x) => tf.maxPool(x4(tf.relu(x4(x))), 3, 2, "same"),
};

const products: readonly KernelCase[] = [
  [[3, 5], [5, 2], false, false],
  [[5, 3], [5, 2], true, false],
  [[3, 5], [2, 5], false, true],
  [[5, 3], [2, 5], true, true],
  [[1, 1], [1, 1], true, true],
  [[67, 9], [9, 35], false, false],
  [[9, 67], [35, 9], true, true],
  [[2, 4, 3], [2, 4, 5], true, false],
  [[2, 3, 4, 5], [2, 3, 6, 5], false, true],
].map(([a, b, transposeA, transposeB]) => ({
  name: `product [${a}]${transposeA ? "^T" : ""} [${b}]${transposeB ? "^T" : ""}`,
  shapes: [a as number[], b as number[]],
  compute: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, !!transposeA, !!transposeB),
}));

const parts: readonly KernelCase[] = [
  {
    name: "slice of rows",
    shapes: [[7, 3]],
    compute: (x) => tf.slice(x as tf.Tensor2D, [2, 0], [4, 3]),
  },
  {
    name: "slice of columns",
    shapes: [[7, 5]],
    compute: (x) => tf.slice(x as tf.Tensor2D, [0, 1], [7, 3]),
  },
  {
    name: "slice of a box",
    shapes: [[3, 4, 5, 2]],
    compute: (x) => tf.slice(x4(x), [1, 1, 2, 0], [2, 2, 3, 1]),
  },
  {
    name: "slice of five axes",
    shapes: [[2, 3, 2, 3, 2]],
    compute: (x) => tf.slice(x as tf.Tensor, [0, 1, 0, 1, 0], [2, 2, 1, 2, 2]),
  },
  {
    name: "split of a vector",
    shapes: [[9]],
    compute: (x) => (tf.split(x as tf.Tensor, [2, 3, 4])[1] as tf.Tensor).square(),
  },
  {
    name: "split along an inner axis",
    shapes: [[2, 6, 3]],
    compute: (x) => (tf.split(x as tf.Tensor, 3, 1)[2] as tf.Tensor).square(),
  },
  { name: "tile", shapes: [[2, 3]], compute: (x) => tf.tile(x as tf.Tensor, [2, 3]) },
  {
    name: "tile of four axes",
    shapes: [[1, 1, 1, 3]],
    compute: (x) => tf.tile(x as tf.Tensor, [2, 4, 5, 1]),
  },
  {
    name: "concat",
    shapes: [
      [2, 3],
      [2, 1],
    ],
    compute: (x, y) => tf.concat([x, y] as tf.Tensor[], 1),
  },
  {
    name: "gather, as an embedding does",
    shapes: [[5, 3]],
    compute: (x) => tf.gather(x as tf.Tensor, tf.tensor1d([4, 0, 4, 2], "int32")),
  },
  {
    name: "segment sum",
    shapes: [[4, 3]],
    compute: (x) => tf.unsortedSegmentSum(x as tf.Tensor, tf.tensor1d([2, 0, 2, 3], "int32"), 5),
  },
];

const reductions: readonly KernelCase[] = [
  [0],
  [1],
  [2],
  [0, 1],
  [1, 2],
  [0, 1, 2],
  [0, 2],
].flatMap((axes) =>
  [true, false].map((keepDims) => ({
    name: `sum over [${axes}]${keepDims ? " kept" : ""}`,
    shapes: [[3, 4, 5]],
    compute: (x: tf.Tensor) => tf.sum(x, axes, keepDims),
  })),
);

const elementwise: readonly KernelCase[] = (
  [
    ["relu", (x) => tf.relu(x)],
    ["relu6", (x) => tf.relu6(x.mul(8))],
    ["leakyRelu", (x) => tf.leakyRelu(x)],
    ["elu", (x) => tf.elu(x)],
    ["selu", (x) => tf.selu(x)],
    ["sigmoid", (x) => tf.sigmoid(x)],
    ["tanh", (x) => tf.tanh(x)],
    ["softplus", (x) => tf.softplus(x)],
    ["softmax", (x) => tf.softmax(x)],
    ["softmax of more than vectors", (x) => tf.softmax(tf.tile(x as tf.Tensor2D, [1, 9]))],
    ["softmax of whole vectors", (x) => tf.softmax(tf.tile(x as tf.Tensor2D, [1, 8]))],
    ["logSoftmax", (x) => tf.logSoftmax(x)],
    ["clip", (x) => tf.clipByValue(x, -0.5, 0.5)],
    ["mean", (x) => tf.mean(x, 0)],
    ["max", (x) => tf.max(x, 1)],
    ["where", (x) => tf.where(tf.eye(3, 4).cast("bool"), x.square(), x.mul(3))],
    ["transpose", (x) => tf.transpose(x).square()],
    ["square root", (x) => x.square().add(0.1).sqrt()],
    ["product with a number", (x) => tf.mul(tf.scalar(-1.5), x.mul(0.25))],
    [
      "pad",
      (x) =>
        tf.pad(x as tf.Tensor2D, [
          [1, 2],
          [0, 1],
        ]),
    ],
    ["one hot", (x) => x.mul(tf.oneHot(tf.tensor1d([2, 0, 5], "int32"), 4, 1, 0, "float32"))],
    ["broadcast", (x) => x.mul(x.sum(0)).add(x.sum(1, true))],
    ["reverse", (x) => tf.reverse(x, 1).mul(x)],
    ["cast", (x) => tf.cast(tf.cast(x.mul(3), "int32"), "float32").mul(x)],
  ] as const satisfies readonly (readonly [string, (x: tf.Tensor) => tf.Tensor])[]
).map(([name, compute]) => ({ name, shapes: [[3, 4]], compute: (x) => compute(x as tf.Tensor) }));

/** Matrices of whole tiles of 4 x 4 and of others, stacks of them, and permutations of other axes. */
const transposes: readonly KernelCase[] = (
  [
    [
      [9, 6],
      [1, 0],
    ],
    [
      [4, 8],
      [1, 0],
    ],
    [
      [1, 5],
      [1, 0],
    ],
    [
      [2, 5, 7],
      [0, 2, 1],
    ],
    [
      [2, 3, 5],
      [1, 0, 2],
    ],
    [
      [2, 3, 4, 5],
      [0, 2, 3, 1],
    ],
    [
      [3, 4, 1, 19],
      [0, 2, 1, 3],
    ],
    [
      [3, 5, 2, 34],
      [2, 0, 1, 3],
    ],
    [
      [4, 3, 20],
      [2, 1, 0],
    ],
    [
      [2, 2, 2, 3, 2],
      [4, 2, 0, 3, 1],
    ],
  ] as const
).map(([shape, perm]) => ({
  name: `transpose [${shape}] to axes [${perm}]`,
  shapes: [shape],
  compute: (x) => tf.transpose(x as tf.Tensor, [...perm]).square(),
}));

/** What training networks computes: odd sizes, strides and paddings included. */
export const KERNEL_CASES: readonly KernelCase[] = [
  ...conv2d,
  ...fusedConv2d,
  ...depthwise,
  ...pools,
  equals,
  ...products,
  ...parts,
  ...reductions,
  ...SUMS,
  ...elementwise,
  ...transposes,
  ...NORMALIZATIONS,
  ...TOKEN_CASES,
];
