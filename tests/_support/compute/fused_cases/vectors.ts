import { type FusedCase, rowsOf } from "./fused_case.ts";

/** Kernels on the vectors of a parameter group. */
export const VECTORS: readonly FusedCase[] = [
  {
    name: "TolariaSquaredNorm",
    variant: "of a vector",
    shapes: (n) => ({ x: [n] }),
    attributes: {},
    expected: ({ x }) => [[(x as number[]).reduce((sum, value) => sum + value ** 2, 0)]],
  },
  {
    name: "TolariaFlatten",
    variant: "of a matrix, a scalar and a vector",
    shapes: (n) => ({ x0: [3, n], x1: [], x2: [n] }),
    attributes: {},
    expected: ({ x0, x1, x2 }) => {
      const all = [x0, x1, x2].flat() as number[];
      return [all, [all.reduce((sum, value) => sum + value ** 2, 0)]];
    },
  },
  {
    name: "TolariaGram",
    variant: "of three rows",
    shapes: (n) => ({ x: [3, n] }),
    attributes: {},
    expected: ({ x }) => {
      const rows = rowsOf(x as number[], 3);
      const gram = rows.flatMap((a) =>
        rows.map((b) => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0)),
      );
      // What float32 leaves of each.
      return [[...gram, ...gram.map((value) => value - Math.fround(value))]];
    },
  },
  {
    name: "TolariaCombine",
    variant: "of three rows",
    shapes: (n) => ({ w: [3], x: [3, n] }),
    attributes: {},
    expected: ({ w, x }) => {
      const rows = rowsOf(x as number[], 3);
      const [first] = rows as [number[]];
      return [
        first.map((_, at) =>
          rows.reduce((sum, row, r) => sum + (w?.[r] as number) * (row[at] as number), 0),
        ),
      ];
    },
  },
];
