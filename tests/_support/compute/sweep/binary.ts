import { tf } from "../../../../deps.ts";
import { map, type Nd, zip } from "./nd.ts";
import { given, type SweepCase, values, valuesIn } from "./sweep_case.ts";

interface Function {
  readonly op: string;
  readonly compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly reference: (a: number, b: number) => number;
  readonly domains?: readonly [readonly [number, number], readonly [number, number]];
}

const FUNCTIONS: readonly Function[] = [
  { op: "Add", compute: tf.add, reference: (a, b) => a + b },
  { op: "Sub", compute: tf.sub, reference: (a, b) => a - b },
  { op: "Multiply", compute: tf.mul, reference: (a, b) => a * b },
  {
    op: "RealDiv",
    compute: tf.div,
    reference: (a, b) => a / b,
    domains: [
      [-4, 4],
      [0.3, 4],
    ],
  },
  {
    op: "FloorDiv",
    compute: tf.floorDiv,
    reference: (a, b) => Math.floor(a / b),
    domains: [
      [-9, 9],
      [0.3, 4],
    ],
  },
  {
    op: "Mod",
    compute: tf.mod,
    reference: (a, b) => a - Math.floor(a / b) * b,
    domains: [
      [-9, 9],
      [0.3, 4],
    ],
  },
  {
    op: "Pow",
    compute: tf.pow,
    reference: (a, b) => a ** b,
    domains: [
      [0.3, 3],
      [-2, 3],
    ],
  },
  { op: "Maximum", compute: tf.maximum, reference: Math.max },
  { op: "Minimum", compute: tf.minimum, reference: Math.min },
  { op: "SquaredDifference", compute: tf.squaredDifference, reference: (a, b) => (a - b) ** 2 },
  {
    op: "Atan2",
    compute: tf.atan2,
    reference: Math.atan2,
    domains: [
      [-4, 4],
      [0.3, 4],
    ],
  },
  { op: "Prelu", compute: tf.prelu, reference: (x, alpha) => (x > 0 ? x : alpha * x) },
];

/** Shapes that broadcast in every way that layers use. */
const SHAPES: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [
    [3, 5],
    [3, 5],
  ],
  [[2, 3, 5], [5]],
  [[5], [2, 3, 5]],
  [
    [2, 3, 5],
    [3, 1],
  ],
  [
    [2, 1, 5],
    [1, 3, 1],
  ],
  [[3, 5], []],
  [[], [7]],
  [
    [2, 2, 3, 4, 2],
    [3, 1, 2],
  ],
];

const broadcast: readonly SweepCase[] = FUNCTIONS.flatMap(({ op, compute, reference, domains }) => {
  const [[a0, a1], [b0, b1]] = domains ?? [
    [-1, 1],
    [-1, 1],
  ];
  // The alphas of a PReLU never have more axes than its input.
  const shapes =
    op === "Prelu" ? SHAPES.filter(([a, b]) => a.length >= b.length && !a.includes(1)) : SHAPES;
  return shapes.map(([a, b]) => ({
    op,
    name: `[${a}] and [${b}]`,
    inputs: [valuesIn(a, a0, a1, 1), valuesIn(b, b0, b1, 2)],
    compute: (x: tf.Tensor | undefined, y: tf.Tensor | undefined) =>
      compute(x as tf.Tensor, y as tf.Tensor),
    reference: (x: Nd | undefined, y: Nd | undefined) => zip(x as Nd, y as Nd, reference),
  }));
});

const LEFT = [Number.NaN, 1, Infinity, -Infinity, Number.NaN, 2, 0, -0.5, Infinity];
const RIGHT = [1, Number.NaN, 1, 1, Number.NaN, -Infinity, 3, -0.5, Infinity];

const special: readonly SweepCase[] = FUNCTIONS.filter(({ op }) =>
  ["Add", "Sub", "Multiply", "Maximum", "Minimum", "SquaredDifference"].includes(op),
).map(({ op, compute, reference }) => ({
  op,
  name: "NaN and infinities",
  inputs: [given([9], LEFT), given([9], RIGHT)],
  compute: (x, y) => compute(x as tf.Tensor, y as tf.Tensor),
  reference: (x, y) => zip(x as Nd, y as Nd, reference),
  gradient: false,
}));

const zeros = ({ shape }: Nd): Nd => ({
  shape,
  data: new Float64Array(shape.reduce((a, b) => a * b, 1)),
});

const ties: readonly SweepCase[] = [
  {
    op: "Maximum",
    // As TensorFlow: the first of equals has the whole gradient.
    name: "ties",
    inputs: [given([3], [1, 2, 3]), given([3], [1, 2, 3])],
    compute: (x, y) => tf.maximum(x as tf.Tensor, y as tf.Tensor),
    reference: (x) => x as Nd,
    gradient: (dy) => [dy, zeros(dy)],
  },
  {
    op: "Minimum",
    name: "ties",
    inputs: [given([3], [1, 2, 3]), given([3], [1, 2, 3])],
    compute: (x, y) => tf.minimum(x as tf.Tensor, y as tf.Tensor),
    reference: (x) => x as Nd,
    gradient: (dy) => [dy, zeros(dy)],
  },
  {
    op: "Pow",
    name: "0 to the power of 0, 1, 2 and 3",
    inputs: [given([4], [0, 0, 0, 0])],
    compute: (x) => tf.pow(x as tf.Tensor, tf.tensor1d([0, 1, 2, 3])),
    reference: () => given([4], [1, 0, 0, 0]),
    gradient: (dy) => [given([4], [0, dy.data[1] as number, 0, 0])],
  },
  {
    op: "Pow",
    name: "of negative numbers to whole powers",
    inputs: [valuesIn([5], -3, -0.5)],
    compute: (x) => tf.pow(x as tf.Tensor, 3),
    reference: (x) => map(x as Nd, (v) => v ** 3),
  },
];

const compare = (
  name: string,
  compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  holds: (a: number, b: number) => boolean,
): SweepCase => ({
  op: name,
  name: "[3,5] and [5], NaN",
  inputs: [
    given([2, 5], [1, 2, Number.NaN, 4, -0.5, 0, 2, 3, Number.NaN, Infinity]),
    given([5], [1, 3, 3, Number.NaN, Infinity]),
  ],
  compute: (x, y) => compute(x as tf.Tensor, y as tf.Tensor),
  reference: (x, y) => zip(x as Nd, y as Nd, (a, b) => Number(holds(a, b))),
  gradient: (_dy, x, y) => [zeros(x as Nd), zeros(y as Nd)],
});

const comparisons: readonly SweepCase[] = [
  compare("Equal", tf.equal, (a, b) => a === b),
  compare("NotEqual", tf.notEqual, (a, b) => a !== b),
  compare("Greater", tf.greater, (a, b) => a > b),
  compare("GreaterEqual", tf.greaterEqual, (a, b) => a >= b),
  compare("Less", tf.less, (a, b) => a < b),
  compare("LessEqual", tf.lessEqual, (a, b) => a <= b),
];

const tests: readonly SweepCase[] = (
  [
    ["IsNan", tf.isNaN, Number.isNaN],
    ["IsInf", tf.isInf, (x) => Math.abs(x) === Infinity],
    ["IsFinite", tf.isFinite, Number.isFinite],
  ] as const satisfies readonly (readonly [
    string,
    (x: tf.Tensor) => tf.Tensor,
    (x: number) => boolean,
  ])[]
).map(([op, compute, holds]) => ({
  op,
  name: "NaN, infinities and numbers",
  inputs: [given([5], [Number.NaN, Infinity, -Infinity, 0, 3e38])],
  compute: (x) => compute(x as tf.Tensor),
  reference: (x) => map(x as Nd, (v) => Number(holds(v))),
  gradient: false,
}));

const selections: readonly SweepCase[] = [
  {
    op: "Select",
    name: "[3,5]",
    inputs: [values([3, 5], 1), values([3, 5], 2)],
    compute: (x, y) =>
      tf.where(
        tf.greater(tf.range(0, 15).reshape([3, 5]).mod(3), 0),
        x as tf.Tensor,
        y as tf.Tensor,
      ),
    reference: (x, y) => ({
      shape: [3, 5],
      data: (x as Nd).data.map((v, at) => (at % 3 > 0 ? v : ((y as Nd).data[at] as number))),
    }),
  },
  {
    op: "Select",
    name: "NaN in the value that is not selected",
    inputs: [given([3], [1, Number.NaN, 3])],
    compute: (x) =>
      tf.where(tf.tensor1d([true, false, true], "bool"), x as tf.Tensor, tf.zeros([3])),
    reference: () => given([3], [1, 0, 3]),
    gradient: (dy) => [given([3], [dy.data[0] as number, 0, dy.data[2] as number])],
  },
  {
    op: "AddN",
    name: "three tensors",
    inputs: [values([2, 5], 1), values([2, 5], 2), values([2, 5], 3)],
    compute: (...x) => tf.addN(x as tf.Tensor[]),
    reference: (x, y, z) =>
      zip(
        zip(x as Nd, y as Nd, (a, b) => a + b),
        z as Nd,
        (a, b) => a + b,
      ),
  },
];

export const BINARY: readonly SweepCase[] = [
  ...broadcast,
  ...special,
  ...ties,
  ...comparisons,
  ...tests,
  ...selections,
];
