import { type FusedCase, rowsOf } from "./fused_case.ts";

const EPSILON = 1e-3;

const ROWS = 7;

type Inputs = Readonly<Record<string, number[]>>;

/** Mean of a row, 1 / sqrt(variance + epsilon), and the row with mean 0 and deviation about 1. */
function momentsOf(row: readonly number[]) {
  const mean = sumOf(row) / row.length;
  const variance = sumOf(row.map((value) => (value - mean) ** 2)) / row.length;
  const factor = 1 / Math.sqrt(variance + EPSILON);
  return { mean, factor, unit: row.map((value) => (value - mean) * factor) };
}

/** The formula of `TolariaLayerNormalization`. */
function normalizedOf({ x, gamma, beta }: Inputs) {
  const rows = rowsOf(x as number[], ROWS).map(momentsOf);
  const y = rows.flatMap(({ unit }) =>
    unit.map((value, at) => value * (gamma?.[at] ?? 1) + (beta?.[at] ?? 0)),
  );
  return [y, [...rows.map(({ mean }) => mean), ...rows.map(({ factor }) => factor)]];
}

/**
 * The formula of `TolariaLayerNormalizationGradient`; the moments are the given ones, which need not be those of x for
 * the formula to hold.
 */
function gradientOf({ dy, x, moments, gamma }: Inputs) {
  const width = (x as number[]).length / ROWS;
  const rows = rowsOf(x as number[], ROWS).map((row, index) => {
    const [mean, factor] = [moments?.[index] as number, moments?.[ROWS + index] as number];
    const unit = row.map((value) => (value - mean) * factor);
    const above = rowsOf(dy as number[], ROWS)[index] as number[];
    const g = above.map((value, at) => value * (gamma?.[at] ?? 1));
    const all = sumOf(g) / width;
    const along = sumOf(g.map((value, at) => value * (unit[at] as number))) / width;
    const dx = g.map((value, at) => factor * (value - all - (unit[at] as number) * along));
    return { unit, above, dx };
  });
  const columns = Array.from({ length: width }, (_, at) => at);
  const dgamma = columns.map((at) =>
    sumOf(rows.map(({ unit, above }) => (unit[at] as number) * (above[at] as number))),
  );
  const dbeta = columns.map((at) => sumOf(rows.map(({ above }) => above[at] as number)));
  return [rows.flatMap(({ dx }) => dx), dgamma, dbeta];
}

/** The formula of `TolariaSoftmaxGradient`. */
function softmaxGradientOf(dy: readonly number[], y: readonly number[], width: number): number[] {
  const above = rowsOf(dy, dy.length / width);
  return rowsOf(y, y.length / width).flatMap((row, index) => {
    const sum = sumOf(row.map((share, at) => share * (above[index]?.[at] as number)));
    return row.map((share, at) => share * ((above[index]?.[at] as number) - sum));
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Gradient of softmax; layer normalization and its gradient, with and without gamma and beta. */
export const NORMALIZATIONS: readonly FusedCase[] = [
  ...[5, 16, 37].map(
    (width): FusedCase => ({
      name: "TolariaSoftmaxGradient",
      variant: `of rows of ${width}`,
      shapes: (n) => ({ dy: [n, 1, width], y: [n, 1, width] }),
      least: -1,
      attributes: {},
      expected: ({ dy, y }) => [softmaxGradientOf(dy as number[], y as number[], width)],
    }),
  ),
  ...[[], ["gamma"], ["beta"], ["gamma", "beta"]].map(
    (weights): FusedCase => ({
      name: "TolariaLayerNormalization",
      variant: `with ${weights.join(" and ") || "no weights"}`,
      shapes: (n) => ({
        x: [ROWS, n + 1],
        ...Object.fromEntries(weights.map((name) => [name, [n + 1]])),
      }),
      attributes: { epsilon: EPSILON },
      expected: normalizedOf,
    }),
  ),
  ...[false, true].map(
    (scaled): FusedCase => ({
      name: "TolariaLayerNormalizationGradient",
      variant: scaled ? "with gamma" : "without gamma",
      shapes: (n) => ({
        ...{ dy: [ROWS, 1, n], x: [ROWS, 1, n], moments: [2, ROWS] },
        ...(scaled && { gamma: [n] }),
      }),
      attributes: {},
      expected: gradientOf,
    }),
  ),
];
