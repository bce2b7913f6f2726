/** One step of a range test. */
export interface RangePoint {
  /** From 1. */
  readonly step: number;
  /** Learning rate of the step. */
  readonly rate: number;
  /** Mean loss of the step's examples. */
  readonly loss: number;
  /** The loss smoothed over the steps so far. */
  readonly smoothed: number;
}

/** The two rates that people read off the curve. */
export interface RateSuggestion {
  /** Where the smoothed loss falls fastest, per factor of the rate. */
  readonly steepest: number;
  /** A tenth of the rate at which the smoothed loss is lowest. */
  readonly minimumTenth: number;
}

/** What a range test found. */
export interface RangeTest {
  /** Every step whose loss was finite. */
  readonly points: readonly RangePoint[];
  /** Why it ended: every rate was tried, the loss grew too large, or it was broken off. */
  readonly endReason: "completed" | "diverged" | "interrupted";
  /** Undefined if the curve has too few points, or does not fall by more than its noise. */
  readonly suggestion: RateSuggestion | undefined;
  /** Name of the network. */
  readonly host: string;
  /** Name of the backend. */
  readonly backend: string;
  /** Seed of every random number. */
  readonly seed: number;
}

/** Fewer points say nothing of a slope. */
const LEAST_POINTS = 5;

/** Share of the points that are passed over: the first means are of few losses, and jump. */
const UNSETTLED = 0.1;

/** A fall by less than this share of the loss is rounding. */
const ROUNDING = 1e-6;

/**
 * Reads the two rates off a curve, if it falls by more than the losses of neighboring steps differ.
 *
 * steepest: the rate r of least d smoothed / d log r, by central differences, from a tenth of the points on
 * up to the lowest;
 * minimumTenth: the rate of the lowest point, divided by 10.
 *
 * @see Smith 2017, arXiv:1506.01186, section 3.3, and fastai's `lr_find`, which suggests the same two.
 */
export function suggestRates(points: readonly RangePoint[]): RateSuggestion | undefined {
  if (points.length < LEAST_POINTS) return undefined;
  const lowest = indexOfLeast(points.map(({ smoothed }) => smoothed));
  const first = Math.max(1, Math.ceil(UNSETTLED * points.length));
  if (!fallsClearly(points.slice(first - 1, lowest + 1))) return undefined;
  const slopes = points.slice(first, lowest).map((_, index) => slopeAt(points, first + index));
  const steepest = indexOfLeast(slopes);
  if (!((slopes[steepest] as number) < 0)) return undefined;
  return {
    steepest: (points[first + steepest] as RangePoint).rate,
    minimumTenth: (points[lowest] as RangePoint).rate / 10,
  };
}

/**
 * Whether the smoothed loss falls by more than chance would have it: by more than the deviation of a single loss, which
 * is that of the differences between neighbors divided by sqrt(2).
 */
function fallsClearly(points: readonly RangePoint[]): boolean {
  const [start, end] = [points[0], points.at(-1)];
  if (!start || !end || points.length < 2) return false;
  const steps = points.slice(1).map(({ loss }, at) => loss - (points[at] as RangePoint).loss);
  const noise = Math.sqrt(steps.reduce((sum, step) => sum + step ** 2, 0) / steps.length / 2);
  const highest = Math.max(...points.map(({ smoothed }) => smoothed));
  return highest - end.smoothed > Math.max(noise, ROUNDING * Math.abs(start.smoothed));
}

function slopeAt(points: readonly RangePoint[], index: number): number {
  const [before, after] = [points[index - 1] as RangePoint, points[index + 1] as RangePoint];
  return (after.smoothed - before.smoothed) / Math.log(after.rate / before.rate);
}

/** Index of the least value; -1 without any. */
function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, index) => {
    return least < 0 || value < (values[least] as number) ? index : least;
  }, -1);
}
