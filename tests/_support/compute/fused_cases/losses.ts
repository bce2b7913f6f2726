import { type FusedCase, type Outputs, rowsOf } from "./fused_case.ts";

/** The formula of `TolariaCrossEntropy`, for five rows. */
function crossEntropyOf(logits: readonly number[], targets: readonly number[]): Outputs {
  const rows = rowsOf(logits, 5).map((row, index) => {
    const target = rowsOf(targets, 5)[index] as number[];
    const sum = row.reduce((total, value) => total + Math.exp(value), 0);
    const loss = row.reduce(
      (total, x, at) => total + (target[at] as number) * (Math.log(sum) - x),
      0,
    );
    return { loss, gradient: row.map((x, at) => Math.exp(x) / sum - (target[at] as number)) };
  });
  const mean = rows.reduce((total, { loss }) => total + loss, 0) / 5;
  return [[mean], rows.flatMap(({ gradient }) => gradient)];
}

/** Losses and measures. */
export const LOSSES: readonly FusedCase[] = [
  {
    name: "TolariaCrossEntropy",
    variant: "with distributions",
    shapes: (n) => ({ logits: [5, n + 1], targets: [5, n + 1] }),
    attributes: {},
    expected: ({ logits, targets }) => crossEntropyOf(logits as number[], targets as number[]),
  },
  {
    name: "TolariaAccuracy",
    variant: "with distributions",
    shapes: (n) => ({ scores: [7, n + 2], targets: [7, n + 2] }),
    attributes: {},
    expected: ({ scores, targets }) => {
      const places = [scores, targets].map((all) =>
        rowsOf(all as number[], 7).map((row) => row.indexOf(Math.max(...row))),
      );
      return [
        [(places[0]?.filter((place, row) => place === places[1]?.[row]).length as number) / 7],
      ];
    },
  },
];
