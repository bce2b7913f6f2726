/**
 * Thins lines to at most `limit`: of each group of neighbors, the two with the least and the greatest value stay, so that
 * peaks stay visible. The last line always stays.
 *
 * @param limit Even, at least 4.
 * @param measure What is plotted of a line; not finite counts as the greatest.
 */
export function thinned<T>(
  lines: readonly T[],
  limit: number,
  measure: (line: T) => number,
): readonly T[] {
  if (lines.length <= limit) return lines;
  const every = Math.ceil((lines.length - 1) / (limit / 2 - 1));
  const kept: T[] = [];
  for (let from = 0; from < lines.length - 1; from += every) {
    const group = lines.slice(from, Math.min(from + every, lines.length - 1));
    const values = group.map((line) => finite(measure(line)));
    const [low, high] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
    for (const at of new Set([Math.min(low, high), Math.max(low, high)])) kept.push(group[at] as T);
  }
  return [...kept, lines.at(-1) as T];
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}
