/** Least and greatest result of a kernel. */
export type Range = readonly [least: number, most: number];

/** Activations that only bound what they are given. */
export const RANGES: Readonly<Record<string, Range>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
};
