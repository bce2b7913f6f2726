import type { WeightArray } from "../../_graph/mod.ts";

/** Multiplies an array. */
export function scaled({ shape, data }: WeightArray, factor: number): WeightArray {
  return { shape, data: data.map((value) => value * factor) };
}

/** Multiplies groups of columns of a matrix or vector: `factors` has one for each group. */
export function scaledColumns(array: WeightArray, factors: readonly number[]): WeightArray {
  const columns = array.shape.at(-1) as number;
  const width = columns / factors.length;
  const factorAt = (index: number) => factors[Math.floor((index % columns) / width)] as number;
  return { shape: array.shape, data: array.data.map((value, index) => value * factorAt(index)) };
}
