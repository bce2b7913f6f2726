import type { SeriesOrder } from "./series_order.ts";

/** A part of the records, in the order of time. */
export type WindowPart = "train" | "validation" | "test";

/** What windows look like, and where they may be. */
export interface WindowShape {
  readonly length: number;
  /** Records from the end of a window to each of its targets. */
  readonly horizons: readonly number[];
  readonly stride: number;
  /** Longest time between two records of a window. */
  readonly maxGap?: number | undefined;
}

/** Records of one series and one part without a gap, as places in the order of the series. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** Shares of the records that are set apart. */
export interface WindowShares {
  readonly validation: number;
  readonly test: number;
}

/**
 * Divides each series at the same points of time, or if times are not known each at the same share of its records, and cuts
 * it where a gap is too long. No window lies in two segments, so none reaches over a border.
 */
export function segmentsOf(
  order: SeriesOrder,
  { maxGap = Number.POSITIVE_INFINITY }: Pick<WindowShape, "maxGap">,
  shares: WindowShares,
): Readonly<Record<WindowPart, readonly Segment[]>> {
  const found = { train: [] as Segment[], validation: [] as Segment[], test: [] as Segment[] };
  const borders = order.times && bordersInTime(order.times, shares);
  for (let series = 0; series + 1 < order.starts.length; series++) {
    const [from, to] = [order.starts[series] as number, order.starts[series + 1] as number];
    const [first, second] = borders
      ? borders.map((time) => placeOf(order.times as Float64Array, from, to, time))
      : bordersInPlaces(from, to, shares);
    const cuts = [from, first as number, second as number, to];
    (["train", "validation", "test"] as const).forEach((part, at) => {
      const own = { from: cuts[at] as number, to: cuts[at + 1] as number };
      found[part].push(...withoutGaps(own, order.times, maxGap));
    });
  }
  return found;
}

/** Times from which on records are for validation, and for the test. */
function bordersInTime(times: Float64Array, shares: WindowShares): readonly number[] {
  const sorted = times.slice().sort();
  return bordersInPlaces(0, sorted.length, shares).map(
    (place) => sorted[place] ?? Number.POSITIVE_INFINITY,
  );
}

function bordersInPlaces(from: number, to: number, shares: WindowShares): readonly number[] {
  const test = to - Math.round((to - from) * shares.test);
  return [test - Math.round((to - from) * shares.validation), test];
}

/** The first place of a series whose time is not before `time`. */
function placeOf(times: Float64Array, from: number, to: number, time: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withoutGaps(
  { from, to }: Segment,
  times: Float64Array | undefined,
  maxGap: number,
): readonly Segment[] {
  const cuts = [from];
  for (let at = from + 1; times && maxGap < Number.POSITIVE_INFINITY && at < to; at++) {
    if ((times[at] as number) - (times[at - 1] as number) > maxGap) cuts.push(at);
  }
  return [...cuts, to].slice(1).map((end, at) => ({ from: cuts[at] as number, to: end }));
}

/** The windows of some segments by their number. */
export class WindowPlan {
  /** Number of windows. */
  readonly size: number;
  readonly #segments: readonly Segment[];
  /** Windows before each segment. */
  readonly #before: readonly number[];
  readonly #stride: number;

  constructor(segments: readonly Segment[], { length, horizons, stride }: WindowShape) {
    const span = length + Math.max(...horizons);
    const before = [0];
    for (const { from, to } of segments) {
      const windows = Math.max(0, Math.floor((to - from - span) / stride) + 1);
      before.push((before.at(-1) as number) + windows);
    }
    this.size = before.at(-1) as number;
    this.#segments = segments;
    this.#before = before;
    this.#stride = stride;
  }

  /** Returns the place of the first record of a window. */
  startOf(window: number): number {
    let [low, high] = [0, this.#segments.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#before[middle] as number) <= window) low = middle;
      else high = middle;
    }
    const number = window - (this.#before[low] as number);
    return (this.#segments[low] as Segment).from + number * this.#stride;
  }
}
