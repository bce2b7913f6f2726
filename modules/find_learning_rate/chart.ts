import { type Colors, picocolors } from "../../deps.ts";
import { formatNumber, formatRate } from "../observers/_format/mod.ts";
import { BrailleCanvas } from "./braille.ts";
import { type Curve, curveOf, decades, type UnitPoint } from "./curve.ts";
import type { RangeTest } from "./range_test.ts";

const ROWS = 12;
const LABEL_WIDTH = 9;
const NARROWEST = 20;

/**
 * Draws the smoothed loss over the rate as text, with a line per suggested rate.
 *
 * @param width Width in characters.
 */
export function chartLines(
  test: RangeTest,
  width: number,
  colors: Colors = picocolors.createColors(false),
): string[] {
  const curve = curveOf(test);
  const columns = Math.max(NARROWEST, width - LABEL_WIDTH - 4);
  const canvas = new BrailleCanvas(columns, ROWS);
  const points: readonly UnitPoint[] = curve.line;
  for (const [index, point] of points.entries()) canvas.line(points[index - 1] ?? point, point);
  const rows = canvas
    .lines()
    .map((dots, row) => `${lossLabel(curve, row)} ${colors.dim("┤")}${colors.cyan(dots)}`);
  const margin = " ".repeat(LABEL_WIDTH + 1);
  return [
    ...rows,
    `${margin}${colors.dim(`└${axis(curve, columns)}`)}`,
    `${margin} ${decadeLabels(curve, columns)}`,
    ...markLines(test, curve, columns, margin, colors),
  ];
}

function lossLabel({ lowLoss, highLoss }: Curve, row: number): string {
  if (row % 4 !== 0 && row !== ROWS - 1) return " ".repeat(LABEL_WIDTH);
  return formatNumber(highLoss - ((highLoss - lowLoss) * row) / (ROWS - 1)).padStart(LABEL_WIDTH);
}

function columnOf(curve: Curve, rate: number, columns: number): number {
  return Math.round(curve.xOf(rate) * (columns - 1));
}

function axis(curve: Curve, columns: number): string {
  const line = Array<string>(columns).fill("─");
  for (const rate of decades(curve.lowRate, curve.highRate)) {
    line[columnOf(curve, rate, columns)] = "┬";
  }
  return line.join("");
}

/** Labels the ticks with powers of ten; skips labels that do not fit. */
function decadeLabels(curve: Curve, columns: number): string {
  let line = "";
  for (const rate of decades(curve.lowRate, curve.highRate)) {
    const label = rate.toExponential(0).replace("+", "");
    const at = columnOf(curve, rate, columns) - Math.floor(label.length / 2);
    const start = Math.min(Math.max(0, at), columns - label.length);
    if (line !== "" && start < line.length + 1) continue;
    line = line.padEnd(start) + label;
  }
  return line;
}

function markLines(
  { suggestion }: RangeTest,
  curve: Curve,
  columns: number,
  margin: string,
  colors: Colors,
): string[] {
  if (!suggestion) return [];
  const marks = [
    [suggestion.steepest, "steepest descent"],
    [suggestion.minimumTenth, "a tenth of the lowest point's"],
  ] as const;
  return marks.map(([rate, name]) => {
    const at = Math.min(columns - 1, Math.max(0, columnOf(curve, rate, columns)));
    const text = `${formatRate(rate)} ${name}`;
    // On the side with enough space.
    return at + text.length + 2 <= columns
      ? `${margin} ${" ".repeat(at)}${colors.green("▲")} ${text}`
      : `${margin} ${text.padStart(at - 1)} ${colors.green("▲")}`;
  });
}
