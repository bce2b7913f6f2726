// Series for charts, made of the lines of a run.
import uPlot from "/uplot.js";

/** A line of numbers over its own x. */
export function seriesOf(lines, x, value) {
  return { x: lines.map(x), values: lines.map((line) => value(line) ?? null) };
}

/**
 * Lays series with x of their own over one another.
 *
 * @param {{ x: number[], values: (number | null)[] }[]} series
 * @returns {[x: number[], ...values: (number | null)[][]]}
 */
export function joined(series) {
  const all = series.filter(({ x }) => x.length > 0);
  if (all.length === 0) return [[], ...series.map(() => [])];
  const tables = uPlot.join(all.map(({ x, values }) => [x, values]));
  let at = 0;
  return [
    tables[0],
    ...series.map(({ x }) =>
      x.length > 0 ? tables[++at].map((value) => value ?? null) : tables[0].map(() => null),
    ),
  ];
}

/**
 * The lines that training went on from, and those that it went back over: where steps come again, the last ones count.
 *
 * @template T
 * @param {T[]} lines
 * @param {(line: T) => number} x
 * @returns {{ kept: T[], left: T[] }} Both with x that only grows.
 */
export function branchesOf(lines, x) {
  const [kept, left] = [[], []];
  let next = Number.POSITIVE_INFINITY;
  for (let at = lines.length - 1; at >= 0; at--) {
    const here = x(lines[at]);
    if (typeof here !== "number") continue;
    if (here < next) {
      kept.push(lines[at]);
      next = here;
    } else left.push(lines[at]);
  }
  kept.reverse();
  left.sort((a, b) => x(a) - x(b));
  return { kept, left: left.filter((line, at) => at === 0 || x(line) !== x(left[at - 1])) };
}

/** Every name in some records, in the order in which they come. */
export function namesIn(records) {
  const names = new Set();
  for (const record of records) for (const name of Object.keys(record ?? {})) names.add(name);
  return [...names];
}

/** A logarithm has no place for 0. */
export function positive(value) {
  return value > 0 ? value : null;
}

/** The last number of some values. */
export function lastOf(values) {
  return values.findLast((value) => value !== null && value !== undefined);
}
