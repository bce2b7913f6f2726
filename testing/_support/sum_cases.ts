import { tf } from "../../deps.ts";
import type { KernelCase } from "./kernel_cases.ts";

/** Of one shape, of the last axes, of less than vectors, and of more than a thread is given. */
export const SUMS: readonly KernelCase[] = [
  [
    [5, 7],
    [5, 7],
  ],
  [
    [3, 4, 17],
    [4, 17],
  ],
  [[17], [6, 17]],
  [[3, 4], []],
  [[3, 5], [5]],
  [
    [3, 1],
    [1, 4],
  ],
  [[700, 101], [101]],
  [[2, 50_021], [50_021]],
].map(([a, b]) => ({
  name: `sum of [${a}] and [${b}]`,
  shapes: [a as number[], b as number[]],
  compute: (x, y) => tf.add(x as tf.Tensor, y as tf.Tensor),
}));
