import { tf } from "../../../../deps.ts";
import { broadcastShape, build, get, getBroadcast, map, type Nd, zip } from "./nd.ts";
import { given, type SweepCase, values } from "./sweep_case.ts";

/** a b of the last two axes, either transposed; the others broadcast. */
function matmul(a: Nd, b: Nd, transposeA: boolean, transposeB: boolean): Nd {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const outer = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return build([...outer, m, n], (index) => {
    const [i, j] = index.slice(-2) as [number, number];
    let total = 0;
    for (let at = 0; at < k; at++) {
      const left = getBroadcast(a, [...index.slice(0, -2), ...(transposeA ? [at, i] : [i, at])]);
      const right = getBroadcast(b, [...index.slice(0, -2), ...(transposeB ? [j, at] : [at, j])]);
      total += left * right;
    }
    return total;
  });
}

const SHAPES: readonly (readonly [
  a: readonly number[],
  b: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
])[] = [
  [[3, 5], [5, 2], false, false],
  [[5, 3], [5, 2], true, false],
  [[3, 5], [2, 5], false, true],
  [[5, 3], [2, 5], true, true],
  [[1, 1], [1, 1], true, true],
  [[5, 9], [9, 17], false, false],
  [[2, 4, 3], [2, 4, 5], true, false],
  [[2, 3, 4, 5], [2, 3, 6, 5], false, true],
  // Broadcast, of which tfjs has no gradient.
  [[2, 3, 4], [4, 5], false, false],
  [[2, 4, 3], [4, 5], true, false],
  [[3, 4], [2, 5, 4], false, true],
  [[2, 1, 3, 4], [2, 4, 5], false, false],
  [[1, 3, 4], [2, 4, 5], false, false],
  [[2, 1, 4, 3], [3, 5, 4], true, true],
];

const matmuls: readonly SweepCase[] = SHAPES.map(([a, b, transposeA, transposeB]) => ({
  op: "BatchMatMul",
  name: `[${a}]${transposeA ? "^T" : ""} [${b}]${transposeB ? "^T" : ""}`,
  inputs: [values(a, 1), values(b, 2)],
  compute: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, transposeA, transposeB),
  reference: (x, y) => matmul(x as Nd, y as Nd, transposeA, transposeB),
}));

/** Sums of products over all letters of an equation that are not in its output. */
function sumsOfProducts(equation: string, operands: readonly Nd[]): Nd {
  const [left, output] = equation.split("->") as [string, string];
  const terms = left.split(",");
  const extents = new Map(
    terms.flatMap((letters, at) =>
      [...letters].map((letter, axis) => [letter, operands[at]?.shape[axis] as number] as const),
    ),
  );
  const summed = [...extents.keys()].filter((letter) => !output.includes(letter));
  const extentOf = (letter: string) => extents.get(letter) as number;
  return build([...output].map(extentOf), (index) => {
    const place = new Map([...output].map((letter, axis) => [letter, index[axis] as number]));
    const products = build(summed.map(extentOf), (inner) => {
      for (const [axis, letter] of summed.entries()) place.set(letter, inner[axis] as number);
      return terms.reduce(
        (product, letters, at) =>
          product *
          get(
            operands[at] as Nd,
            [...letters].map((letter) => place.get(letter) as number),
          ),
        1,
      );
    });
    return products.data.reduce((total, product) => total + product, 0);
  });
}

const einsums: readonly SweepCase[] = (
  [
    [
      "ab,bc->ac",
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      "abc,acd->bad",
      [
        [2, 3, 4],
        [2, 4, 2],
      ],
    ],
    [
      "btnh,bsnh->bnts",
      [
        [2, 2, 2, 3],
        [2, 3, 2, 3],
      ],
    ],
    ["a,b->ab", [[3], [2]]],
    ["ab->b", [[3, 2]]],
    [
      "ab,ab->",
      [
        [3, 2],
        [3, 2],
      ],
    ],
    [
      "ab,bc,cd->ad",
      [
        [2, 3],
        [3, 2],
        [2, 3],
      ],
    ],
  ] as const
).map(([equation, shapes]) => ({
  op: "Einsum",
  name: equation,
  inputs: shapes.map((shape, at) => values(shape, at + 1)),
  compute: (...x) => tf.einsum(equation, ...x),
  reference: (...x) => sumsOfProducts(equation, x),
}));

const ACTIVATIONS: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

const fused: readonly SweepCase[] = Object.entries(ACTIVATIONS).map(([activation, f]) => ({
  op: "_FusedMatMul",
  name: `${activation}, with a bias`,
  inputs: [values([5, 7], 1), values([7, 9], 2), values([9], 3)],
  compute: (a, b, bias) =>
    tf.fused.matMul({
      a: a as tf.Tensor2D,
      b: b as tf.Tensor2D,
      bias: bias as tf.Tensor,
      activation: activation as tf.fused.Activation,
    }),
  reference: (a, b, bias) =>
    map(
      zip(matmul(a as Nd, b as Nd, false, false), bias as Nd, (x, y) => x + y),
      f,
    ),
}));

const special: readonly SweepCase[] = [
  {
    op: "BatchMatMul",
    name: "NaN times 0 is NaN",
    inputs: [given([2, 2], [Number.NaN, 1, 2, 3]), given([2, 2], [0, 1, 1, 0])],
    compute: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor),
    reference: (x, y) => matmul(x as Nd, y as Nd, false, false),
    gradient: false,
  },
  {
    op: "BatchMatMul",
    name: "a depth of 1,000,000 equal numbers",
    inputs: [given([1, 1_000_000], Array(1_000_000).fill(0.1))],
    compute: (x) =>
      tf
        .matMul(x as tf.Tensor, tf.onesLike(x as tf.Tensor), false, true)
        .div(Math.fround(0.1) * 1e6),
    reference: () => given([1, 1], [1]),
    gradient: false,
    // Sums of 1,024 in float32, and sums of those.
    tolerance: 1e-4,
  },
];

export const PRODUCT: readonly SweepCase[] = [...matmuls, ...einsums, ...fused, ...special];
