const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Draws values as a curve in one line of text, scaled from the lowest to the highest.
 *
 * @param values Values in order; one that is not finite leaves a gap.
 * @param width Most characters, at least 1; more values are averaged.
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
