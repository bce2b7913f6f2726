const HEIGHT = 14;
const MARKS = ["·", "x", "o"] as const;

/** What part of the curves is shown. */
export interface PlotRange {
  /** First step, from 0. */
  readonly from: number;
  /** Step at which a line is drawn. */
  readonly mark: number;
}

/** Curves as text, a column for two characters; where they meet, the later one is seen. */
export function plot(
  curves: Readonly<Record<string, readonly number[]>>,
  { from, mark }: PlotRange,
): string {
  const shown = Object.values(curves).map((losses) => losses.slice(from));
  const [low, high] = [Math.min(...shown.flat()), Math.max(...shown.flat())];
  const width = shown[0]?.length ?? 0;
  const rows = Array.from({ length: HEIGHT }, () => new Array<string>(width).fill(" "));
  for (const row of rows) if (mark - from < width) row[mark - from] = "│";
  shown.forEach((losses, curve) => {
    losses.forEach((loss, column) => {
      const share = high > low ? (high - loss) / (high - low) : 0;
      const row = rows[Math.round(share * (HEIGHT - 1))] as string[];
      row[column] = MARKS[curve % MARKS.length] as string;
    });
  });
  const label = (row: number) => {
    if (row === 0) return high.toFixed(3);
    return row === HEIGHT - 1 ? low.toFixed(3) : "";
  };
  const lines = rows.map((row, index) => `${label(index).padStart(7)} ${row.join(" ")}`);
  const legend = Object.keys(curves).map((name, curve) => `${MARKS[curve % MARKS.length]} ${name}`);
  return [
    ...lines,
    `${" ".repeat(8)}steps ${from + 1} to ${from + width}: ${legend.join("   ")}`,
  ].join("\n");
}
