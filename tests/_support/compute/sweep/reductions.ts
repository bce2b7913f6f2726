import { tf } from "../../../../deps.ts";
import { build, get, map, type Nd, reduce, sum } from "./nd.ts";
import { given, type SweepCase, values, valuesIn } from "./sweep_case.ts";

type Reduce = (x: tf.Tensor, axes?: number[], keepDims?: boolean) => tf.Tensor;

const product = (v: readonly number[]) => v.reduce((a, b) => a * b, 1);

const REDUCTIONS: readonly [
  op: string,
  compute: Reduce,
  reference: (values: readonly number[]) => number,
][] = [
  ["Sum", tf.sum, sum],
  ["Mean", tf.mean, (v) => sum(v) / v.length],
  ["Max", tf.max, (v) => Math.max(...v)],
  ["Min", tf.min, (v) => Math.min(...v)],
  ["Prod", tf.prod, product],
];

const AXES = [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2], [-1]];

const everyAxis: readonly SweepCase[] = REDUCTIONS.flatMap(([op, compute, reference]) =>
  AXES.flatMap((axes) =>
    [false, true].map((keepDims) => ({
      op,
      name: `over [${axes}]${keepDims ? ", kept" : ""}`,
      inputs: [values([3, 4, 5], 3)],
      compute: (x: tf.Tensor | undefined) => compute(x as tf.Tensor, axes, keepDims),
      reference: (x: Nd | undefined) =>
        reduce(
          x as Nd,
          axes.map((axis) => (axis < 0 ? axis + 3 : axis)),
          reference,
          keepDims,
        ),
    })),
  ),
);

const special: readonly SweepCase[] = REDUCTIONS.map(([op, compute, reference]) => ({
  op,
  name: "NaN and infinities in rows",
  inputs: [
    given(
      [6, 3],
      [
        Number.NaN,
        1,
        2,
        1,
        Number.NaN,
        2,
        1,
        2,
        Number.NaN,
        Infinity,
        1,
        2,
        -Infinity,
        -Infinity,
        -Infinity,
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ],
    ),
  ],
  compute: (x) => compute(x as tf.Tensor, [1]),
  reference: (x) => reduce(x as Nd, [1], reference),
  gradient: false,
}));

/** Each of equals has its share, as in TensorFlow and PyTorch: the gradients still sum to dy. */
const ties: readonly SweepCase[] = (["Max", "Min"] as const).map((op) => ({
  op,
  name: "ties share the gradient",
  inputs: [
    given(
      [2, 4],
      [3, 1, 3, 2, 5, 5, 5, 5].map((v) => (op === "Max" ? v : -v)),
    ),
  ],
  compute: (x) => (op === "Max" ? tf.max(x as tf.Tensor, 1) : tf.min(x as tf.Tensor, 1)),
  reference: () => given([2], op === "Max" ? [3, 5] : [-3, -5]),
  gradient: ({ data: [a = 0, b = 0] }) => [
    given([2, 4], [a / 2, 0, a / 2, 0, b / 4, b / 4, b / 4, b / 4]),
  ],
}));

const zeros: readonly SweepCase[] = [
  {
    op: "Prod",
    name: "of rows with one zero, and with two",
    inputs: [given([3, 3], [2, 0, 3, 0, 0, 5, 1, 2, 3])],
    compute: (x) => tf.prod(x as tf.Tensor, 1),
    reference: (x) => reduce(x as Nd, [1], product),
    gradient: ({ data: [a = 0, , c = 0] }) => [
      given([3, 3], [0, 6 * a, 0, 0, 0, 0, 6 * c, 3 * c, 2 * c]),
    ],
  },
];

/** Sums of the sequence up to each element. */
function cumulate(x: Nd, axis: number, exclusive: boolean, reverse: boolean): Nd {
  return build(x.shape, (index) => {
    let total = 0;
    for (let at = 0; at < (x.shape[axis] as number); at++) {
      const here = index[axis] as number;
      const before = reverse ? at > here : at < here;
      if (before || (at === here && !exclusive)) {
        total += get(
          x,
          index.map((place, other) => (other === axis ? at : place)),
        );
      }
    }
    return total;
  });
}

const cumulative: readonly SweepCase[] = [
  { shape: [5], axis: 0 },
  { shape: [2, 2], axis: 0 },
  { shape: [3, 4], axis: 0 },
  { shape: [3, 4], axis: 1 },
  { shape: [2, 3, 4], axis: 0 },
  { shape: [2, 3, 4], axis: 1 },
  { shape: [2, 3, 4], axis: 2 },
].flatMap(({ shape, axis }) =>
  [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ].map(([exclusive, reverse]) => ({
    op: "Cumsum",
    name: `[${shape}] along ${axis}${exclusive ? ", exclusive" : ""}${reverse ? ", reverse" : ""}`,
    inputs: [values(shape, 4)],
    compute: (x: tf.Tensor | undefined) => tf.cumsum(x as tf.Tensor, axis, exclusive, reverse),
    reference: (x: Nd | undefined) =>
      cumulate(x as Nd, axis, exclusive as boolean, reverse as boolean),
  })),
);

const softmax = (x: Nd): Nd => {
  const exponentials = map(x, Math.exp);
  const totals = reduce(exponentials, [x.shape.length - 1], sum, true);
  return build(
    x.shape,
    (index) => get(exponentials, index) / get(totals, [...index.slice(0, -1), 0]),
  );
};

const softmaxes: readonly SweepCase[] = [
  [2, 5],
  [3, 16],
  [2, 3, 19],
  [1, 1],
].flatMap((shape) => [
  {
    op: "Softmax",
    name: `[${shape}]`,
    inputs: [valuesIn(shape, -4, 4)],
    compute: (x: tf.Tensor | undefined) => tf.softmax(x as tf.Tensor),
    reference: (x: Nd | undefined) => softmax(x as Nd),
  },
  {
    op: "LogSoftmax",
    name: `[${shape}]`,
    inputs: [valuesIn(shape, -4, 4)],
    compute: (x: tf.Tensor | undefined) => tf.logSoftmax(x as tf.Tensor),
    reference: (x: Nd | undefined) => map(softmax(x as Nd), Math.log),
  },
]);

const extremes: readonly SweepCase[] = [
  {
    op: "Softmax",
    name: "large logits, and a row with NaN",
    inputs: [given([3, 3], [1000, 999, -1000, 1, Number.NaN, 2, -Infinity, 0, 0])],
    compute: (x) => tf.softmax(x as tf.Tensor),
    // 1 / (1 + e^-1) and its rest; a row with NaN has no shares.
    reference: () =>
      given(
        [3, 3],
        [
          0.7310585786300049,
          0.2689414213699951,
          0,
          Number.NaN,
          Number.NaN,
          Number.NaN,
          0,
          0.5,
          0.5,
        ],
      ),
    gradient: false,
  },
  {
    op: "ArgMax",
    name: "the first of equals",
    inputs: [given([3, 4], [1, 3, 3, 2, 5, 5, 5, 5, -1, -2, -3, 0])],
    compute: (x) => tf.argMax(x as tf.Tensor, 1),
    reference: () => given([3], [1, 0, 3]),
    gradient: false,
  },
  {
    op: "ArgMin",
    name: "the first of equals",
    inputs: [given([3, 4], [1, 3, 1, 2, 5, 5, 5, 5, -1, -2, -3, 0])],
    compute: (x) => tf.argMin(x as tf.Tensor, 1),
    reference: () => given([3], [0, 0, 2]),
    gradient: false,
  },
];

const LENGTH = 1_000_000;

/** Sums so long that a running total in float32 loses digits. */
const long: readonly SweepCase[] = (
  [
    ["a row of 0.1", "Sum", [1, LENGTH], (x) => tf.sum(x, 1), 0.1, LENGTH],
    ["a column of 0.1", "Sum", [LENGTH, 1], (x) => tf.sum(x, 0), 0.1, LENGTH],
    ["all of 0.1", "Sum", [1000, 1000], (x) => tf.sum(x), 0.1, LENGTH],
    ["rows of 0.1", "Sum", [3, LENGTH / 2], (x) => tf.sum(x, 1), 0.1, LENGTH / 2],
    ["columns of 0.1", "Sum", [LENGTH / 2, 3], (x) => tf.sum(x, 0), 0.1, LENGTH / 2],
    ["middle axis of 0.1", "Sum", [2, LENGTH / 4, 2], (x) => tf.sum(x, 1), 0.1, LENGTH / 4],
    ["a row of 0.1", "Mean", [1, LENGTH], (x) => tf.mean(x, 1), 0.1, 1],
    ["a column of 0.1", "Mean", [LENGTH, 1], (x) => tf.mean(x, 0), 0.1, 1],
    ["all of 0.1", "Mean", [1000, 1000], (x) => tf.mean(x), 0.1, 1],
    ["rows of 0.1", "Mean", [3, LENGTH / 2], (x) => tf.mean(x, 1), 0.1, 1],
    ["middle axis of 0.1", "Mean", [2, LENGTH / 4, 2], (x) => tf.mean(x, 1), 0.1, 1],
  ] as const satisfies readonly (readonly [
    string,
    string,
    readonly number[],
    (x: tf.Tensor) => tf.Tensor,
    number,
    number,
  ])[]
).map(([name, op, shape, compute, value, factor]) => {
  const x = {
    shape,
    data: new Float64Array(shape[0] * shape[1] * (shape[2] ?? 1)).fill(Math.fround(value)),
  };
  const expected = Math.fround(value) * factor;
  return {
    op,
    name: `${x.data.length} numbers: ${name}`,
    inputs: [x],
    compute: (x: tf.Tensor | undefined) => compute(x as tf.Tensor).div(expected),
    reference: () => {
      const axes = name.includes("all") ? [] : shape.filter((extent) => extent < 1000);
      return {
        shape: axes,
        data: new Float64Array(axes.reduce<number>((a, b) => a * b, 1)).fill(1),
      };
    },
    gradient: false,
    tolerance: 1e-6,
  };
});

export const REDUCTION: readonly SweepCase[] = [
  ...everyAxis,
  ...special,
  ...ties,
  ...zeros,
  ...cumulative,
  ...softmaxes,
  ...extremes,
  ...long,
];
