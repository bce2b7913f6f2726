import { tf } from "../../../../deps.ts";
import { type Nd, sum } from "./nd.ts";
import { given, type SweepCase, values } from "./sweep_case.ts";
import { pool, type Windows } from "./windows.ts";

const nd = (x: Nd | undefined) => x as Nd;
const x4 = (x: tf.Tensor | undefined) => x as tf.Tensor4D;
const x5 = (x: tf.Tensor | undefined) => x as tf.Tensor5D;

const POOLS: readonly (Windows & { readonly shape: readonly number[] })[] = [
  { shape: [2, 6, 6, 2], size: [2, 2], strides: [2, 2], pad: "valid" },
  { shape: [1, 2, 2, 1], size: [2, 2], strides: [1, 1], pad: "same" },
  { shape: [1, 7, 5, 3], size: [2, 2], strides: [2, 2], pad: "same" },
  { shape: [1, 6, 6, 1], size: [3, 3], strides: [2, 2], pad: "same" },
  { shape: [2, 4, 4, 1], size: [3, 3], strides: [1, 1], pad: "same" },
  { shape: [1, 8, 9, 2], size: [3, 2], strides: [2, 3], pad: "valid" },
  { shape: [1, 5, 6, 19], size: [2, 3], strides: [1, 2], pad: "valid" },
  { shape: [1, 4, 4, 33], size: [2, 2], strides: [2, 2], pad: "valid" },
  { shape: [1, 6, 6, 1], size: [3, 3], strides: [1, 1], pad: 1 },
  { shape: [1, 5, 5, 2], size: [5, 5], strides: [1, 1], pad: "valid" },
];

const POOLS_3D: readonly (Windows & { readonly shape: readonly number[] })[] = [
  { shape: [1, 3, 3, 3, 1], size: [2, 2, 2], strides: [2, 2, 2], pad: "same" },
  { shape: [1, 4, 5, 4, 2], size: [2, 3, 2], strides: [1, 2, 2], pad: "valid" },
  { shape: [2, 3, 4, 3, 1], size: [3, 2, 3], strides: [1, 1, 1], pad: "same" },
];

const average = (v: readonly number[]) => sum(v) / v.length;
const largest = (v: readonly number[]) => Math.max(...v);

const pools: readonly SweepCase[] = [...POOLS, ...POOLS_3D].flatMap((w) => {
  const name = `[${w.shape}] by [${w.size}], strides ${w.strides}, pad ${w.pad}`;
  const solid = w.size.length === 3;
  const [size, strides] = [w.size as [number, number], w.strides as [number, number]];
  const [size3, strides3] = [
    w.size as [number, number, number],
    w.strides as [number, number, number],
  ];
  const pad = w.pad as "same";
  return [
    {
      op: solid ? "AvgPool3D" : "AvgPool",
      name,
      inputs: [values(w.shape, 6)],
      compute: (x: tf.Tensor | undefined) =>
        solid ? tf.avgPool3d(x5(x), size3, strides3, pad) : tf.avgPool(x4(x), size, strides, pad),
      reference: (x: Nd | undefined) => pool(nd(x), w, average),
    },
    {
      op: solid ? "MaxPool3D" : "MaxPool",
      name,
      inputs: [values(w.shape, 7)],
      compute: (x: tf.Tensor | undefined) =>
        solid ? tf.maxPool3d(x5(x), size3, strides3, pad) : tf.maxPool(x4(x), size, strides, pad),
      reference: (x: Nd | undefined) => pool(nd(x), w, largest),
    },
  ];
});

const N = Number.NaN;
const I = Infinity;

const specialPools: readonly SweepCase[] = [
  {
    op: "MaxPool",
    name: "NaN, and windows of -Infinity",
    inputs: [given([1, 2, 6, 1], [N, 1, 2, 3, -I, -I, 2, 3, N, N, -I, -I])],
    compute: (x) => tf.maxPool(x4(x), 2, 2, "valid"),
    reference: () => given([1, 1, 3, 1], [N, N, -I]),
    gradient: false,
  },
  {
    op: "MaxPool",
    name: "NaN at the edges of padded windows",
    inputs: [given([1, 3, 3, 2], [N, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, N, 9, 9])],
    compute: (x) => tf.maxPool(x4(x), 2, 2, "same"),
    reference: (x) => pool(nd(x), { size: [2, 2], strides: [2, 2], pad: "same" }, largest),
    gradient: false,
  },
  {
    op: "MaxPool3D",
    name: "NaN, and windows of -Infinity",
    inputs: [given([1, 1, 2, 6, 1], [N, 1, 2, 3, -I, -I, 2, 3, N, N, -I, -I])],
    compute: (x) => tf.maxPool3d(x5(x), [1, 2, 2], [1, 2, 2], "valid"),
    reference: () => given([1, 1, 1, 3, 1], [N, N, -I]),
    gradient: false,
  },
  {
    op: "AvgPool",
    name: "NaN and infinities",
    inputs: [given([1, 2, 6, 1], [N, 1, 2, I, -I, 1, 2, 3, 1, 1, 1, 1])],
    compute: (x) => tf.avgPool(x4(x), 2, 2, "valid"),
    reference: (x) => pool(nd(x), { size: [2, 2], strides: [2, 2], pad: "valid" }, average),
    gradient: false,
  },
  {
    op: "MaxPool",
    name: "ties: the first of equals has the gradient",
    inputs: [given([1, 2, 4, 1], [1, 1, 0, 2, 1, 1, 2, 2])],
    compute: (x) => tf.maxPool(x4(x), 2, 2, "valid"),
    reference: () => given([1, 1, 2, 1], [1, 2]),
    gradient: ({ data: [a = 0, b = 0] }) => [given([1, 2, 4, 1], [a, 0, 0, b, 0, 0, 0, 0])],
  },
  {
    op: "MaxPool3D",
    name: "ties: the first of equals has the gradient",
    inputs: [given([1, 1, 2, 4, 1], [1, 1, 0, 2, 1, 1, 2, 2])],
    compute: (x) => tf.maxPool3d(x5(x), [1, 2, 2], [1, 2, 2], "valid"),
    reference: () => given([1, 1, 1, 2, 1], [1, 2]),
    gradient: ({ data: [a = 0, b = 0] }) => [given([1, 1, 2, 4, 1], [a, 0, 0, b, 0, 0, 0, 0])],
  },
];

export const POOLING: readonly SweepCase[] = [...pools, ...specialPools];
