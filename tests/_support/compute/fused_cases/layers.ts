import { type FusedCase, type Outputs, rowsOf } from "./fused_case.ts";

/** Layers and their gradients. */
export const LAYERS: readonly FusedCase[] = [
  {
    name: "TolariaReluGradient",
    variant: "of a vector",
    least: -1,
    shapes: (n) => ({ dy: [n], x: [n] }),
    attributes: {},
    expected: ({ dy, x }) => [
      (dy as number[]).map((d, i) => (((x as number[])[i] as number) > 0 ? d : 0)),
    ],
  },
  ...(["linear", "relu"] as const).map(
    (activation): FusedCase => ({
      name: "TolariaDense",
      variant: `with a bias, ${activation}`,
      shapes: (n) => ({ x: [n, 3], kernel: [3, 5], bias: [5] }),
      least: -1,
      attributes: { activation },
      expected: (inputs) => denseOf(inputs, activation),
    }),
  ),
  {
    name: "TolariaDense",
    variant: "of three axes, without a bias",
    shapes: (n) => ({ x: [2, 2, 3], kernel: [3, n] }),
    least: -1,
    attributes: { activation: "relu" },
    expected: (inputs) => denseOf(inputs, "relu"),
  },
  {
    name: "TolariaDenseGradient",
    variant: "of a linear layer",
    shapes: (n) => ({ dy: [3, 2, n] }),
    least: -1,
    attributes: {},
    expected: ({ dy }) => [sumOfRows(rowsOf(dy as number[], 6))],
  },
  {
    name: "TolariaDenseGradient",
    variant: "of a ReLU",
    shapes: (n) => ({ dy: [3, n], y: [3, n] }),
    least: -1,
    attributes: {},
    expected: ({ dy, y }) => {
      const dz = (dy as number[]).map((d, i) => ((y?.[i] as number) > 0 ? d : 0));
      return [sumOfRows(rowsOf(dz, 3)), dz];
    },
  },
];

/** The formula of `TolariaDense`, whose kernel has three rows. */
function denseOf(
  { x, kernel, bias }: Readonly<Record<string, number[]>>,
  activation: "linear" | "relu",
): Outputs {
  const weights = rowsOf(kernel as number[], 3);
  const rows = rowsOf(x as number[], (x as number[]).length / 3);
  const y = rows.flatMap((row) =>
    (weights[0] as number[]).map((_, unit) =>
      row.reduce(
        (sum, value, at) => sum + value * (weights[at]?.[unit] as number),
        bias?.[unit] ?? 0,
      ),
    ),
  );
  return [activation === "relu" ? y.map((value) => Math.max(0, value)) : y];
}

function sumOfRows([first, ...others]: readonly number[][]): number[] {
  return others.reduce(
    (sum, row) => sum.map((value, at) => value + (row[at] as number)),
    first as number[],
  );
}
