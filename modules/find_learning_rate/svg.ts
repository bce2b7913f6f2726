import { TolariaError } from "../../core/mod.ts";
import { formatNumber, formatRate } from "../observers/_format/mod.ts";
import { type Curve, curveOf, decades, type UnitPoint } from "./curve.ts";
import type { RangeTest } from "./range_test.ts";

const WIDTH = 800;
const HEIGHT = 480;
const PLOT = { left: 90, right: 770, top: 60, bottom: 410 } as const;
const LOSS_TICKS = 5;

/**
 * A range test as an SVG: each loss a dot, the smoothed loss a line, a dashed line for each rate that is
 * suggested.
 *
 * @throws {TolariaError} `options/invalid` if the test has fewer than two points.
 */
export function rangeTestToSvg(test: RangeTest): string {
  if (test.points.length < 2) {
    throw new TolariaError(
      "options/invalid",
      `"points" must be at least 2, but is ${test.points.length}. Cannot draw the range test.`,
    );
  }
  const curve = curveOf(test, true);
  const line = curve.line.map((point) => `${px(point)},${py(point)}`).join(" ");
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>Learning-rate range test</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(
      PLOT.left,
      32,
      `Learning-rate range test: ${test.host} on ${test.backend}`,
      'font-size="17"',
    ),
    ...rateAxis(curve),
    ...lossAxis(curve),
    ...curve.dots.map((dot) => `<circle cx="${px(dot)}" cy="${py(dot)}" r="2" fill="#b8c4d6"/>`),
    `<polyline points="${line}" fill="none" stroke="#1f5fbf" stroke-width="2"/>`,
    ...marks(test, curve),
    "</svg>",
  ].join("\n")}\n`;
}

function px({ x }: Pick<UnitPoint, "x">): string {
  return (PLOT.left + x * (PLOT.right - PLOT.left)).toFixed(1);
}

function py({ y }: Pick<UnitPoint, "y">): string {
  return (PLOT.bottom - y * (PLOT.bottom - PLOT.top)).toFixed(1);
}

function rateAxis(curve: Curve): string[] {
  const ticks = decades(curve.lowRate, curve.highRate).flatMap((rate) => {
    const x = px({ x: curve.xOf(rate) });
    const label = rate.toExponential(0).replace("+", "");
    return [
      `<line x1="${x}" y1="${PLOT.top}" x2="${x}" y2="${PLOT.bottom}" stroke="#e6e9ee"/>`,
      text(x, PLOT.bottom + 20, label, 'text-anchor="middle"'),
    ];
  });
  const middle = (PLOT.left + PLOT.right) / 2;
  return [...ticks, text(middle, PLOT.bottom + 48, "learning rate", 'text-anchor="middle"')];
}

function lossAxis({ lowLoss, highLoss }: Curve): string[] {
  const ticks = Array.from({ length: LOSS_TICKS }, (_, index) => {
    const y = index / (LOSS_TICKS - 1);
    const at = py({ y });
    const label = formatNumber(lowLoss + y * (highLoss - lowLoss));
    return [
      `<line x1="${PLOT.left}" y1="${at}" x2="${PLOT.right}" y2="${at}" stroke="#e6e9ee"/>`,
      text(PLOT.left - 8, Number(at) + 4, label, 'text-anchor="end"'),
    ];
  });
  const middle = (PLOT.top + PLOT.bottom) / 2;
  const turned = `text-anchor="middle" transform="rotate(-90 20 ${middle})"`;
  return [...ticks.flat(), text(20, middle, "smoothed loss", turned)];
}

function marks({ suggestion }: RangeTest, curve: Curve): string[] {
  if (!suggestion) return [];
  const named = [
    [suggestion.steepest, "steepest descent", "#1a8f4c"],
    [suggestion.minimumTenth, "lowest / 10", "#b3541e"],
  ] as const;
  return named.flatMap(([rate, name, color], index) => {
    const unit = Math.min(1, Math.max(0, curve.xOf(rate)));
    const x = px({ x: unit });
    const side = unit > 0.7 ? -6 : 6;
    const anchor = `text-anchor="${side < 0 ? "end" : "start"}"`;
    return [
      `<line x1="${x}" y1="${PLOT.top}" x2="${x}" y2="${PLOT.bottom}" stroke="${color}" stroke-dasharray="5 4"/>`,
      text(
        Number(x) + side,
        PLOT.top + 16 + 18 * index,
        `${formatRate(rate)} ${name}`,
        anchor,
        color,
      ),
    ];
  });
}

function text(
  x: number | string,
  y: number,
  content: string,
  attributes: string,
  color = "#2b3440",
): string {
  return `<text x="${x}" y="${y}" fill="${color}" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
