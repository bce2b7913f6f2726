import type { RangePoint, RangeTest } from "./range_test.ts";

/** A curve in the unit square: rates on a logarithmic axis, losses on a linear one. */
export interface Curve {
  /** Smoothed losses, in order. */
  readonly line: readonly UnitPoint[];
  readonly lowRate: number;
  readonly highRate: number;
  readonly lowLoss: number;
  readonly highLoss: number;
  /** Returns the position of a rate, from 0 to 1. */
  xOf(rate: number): number;
}

/** A point of the unit square; `y` upwards. */
export interface UnitPoint {
  readonly x: number;
  readonly y: number;
}

/** Space above the first loss, as a share of the fall. The diverging end would flatten the rest. */
const HEADROOM = 0.5;

/** Scales the points of a test, up to the one that leaves the chart at the top. */
export function curveOf({ points }: RangeTest): Curve {
  const lowest = Math.min(...points.map(({ smoothed }) => smoothed));
  const first = points[0]?.smoothed as number;
  const limit = first + HEADROOM * (first - lowest);
  const shown = upTo(points, limit > lowest ? limit : Number.POSITIVE_INFINITY);
  const [lowRate, highRate] = [shown[0]?.rate as number, shown.at(-1)?.rate as number];
  const highLoss = Math.min(limit, Math.max(...shown.map(({ smoothed }) => smoothed)));
  const xOf = (rate: number) => share(Math.log(rate), Math.log(lowRate), Math.log(highRate));
  const yOf = (loss: number) => share(loss, lowest, highLoss);
  return {
    line: shown.map(({ rate, smoothed }) => ({ x: xOf(rate), y: Math.min(1, yOf(smoothed)) })),
    lowRate,
    highRate,
    lowLoss: lowest,
    highLoss,
    xOf,
  };
}

/** Returns the points up to the first one above `limit` after the lowest, inclusive. */
function upTo(points: readonly RangePoint[], limit: number): readonly RangePoint[] {
  const lowest = points.reduce((least, { smoothed }, index) => {
    return smoothed < (points[least] as RangePoint).smoothed ? index : least;
  }, 0);
  const above = points.findIndex(({ smoothed }, index) => index > lowest && smoothed > limit);
  return above < 0 ? points : points.slice(0, above + 1);
}

/** Share of the way from `low` to `high` at `value`; 0.5 if both are the same. */
function share(value: number, low: number, high: number): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/** Lists the powers of ten between two rates, inclusive. */
export function decades(low: number, high: number): number[] {
  // A rate that is a power of ten may be off by a rounding error.
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const count = Math.max(0, last - first + 1);
  return Array.from({ length: count }, (_, index) => Number(`1e${first + index}`));
}
