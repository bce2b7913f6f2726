const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * A curve in one line of text, its lowest value at the bottom and its highest at the top.
 *
 * @param values What to draw, in order; what is not finite leaves a gap.
 * @param width Most characters, at least 1; more values are averaged to that many.
 */
export function sparkline(values: readonly number[], width: number): string {
  const points = averaged(values, width);
  const known = points.filter(Number.isFinite);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return points.map((value) => level(range > 0 ? (value - low) / range : value - low)).join("");
}

function level(share: number): string {
  if (!Number.isFinite(share)) return " ";
  return LEVELS[Math.round(share * (LEVELS.length - 1))] ?? " ";
}

function averaged(values: readonly number[], width: number): number[] {
  const count = Math.min(values.length, width);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * values.length) / count);
    const until = Math.floor(((index + 1) * values.length) / count);
    const known = values.slice(from, until).filter(Number.isFinite);
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
