import { TolariaError } from "../../../core/mod.ts";
import { toTime } from "../_preparation/mod.ts";
import type { RecordValue } from "../_records/mod.ts";

/** Records in the order of their series, each in the order of time. */
export interface SeriesOrder {
  /** Numbers of the records. */
  readonly records: Uint32Array;
  /** Where each series starts in `records`, and the end. */
  readonly starts: readonly number[];
  /** Times of the records in the order of `records`; undefined if they are not looked at. */
  readonly times: Float64Array | undefined;
}

/** Finds the series of records that are added in the order of the files. */
export class SeriesOrderBuilder {
  readonly #field: string | undefined;
  readonly #series = new Map<string, { readonly records: number[]; readonly times: number[] }>();

  /** @param time Field with the times, if they are looked at. */
  constructor(time: string | undefined) {
    this.#field = time;
  }

  /**
   * Adds the next record.
   *
   * @param place Names the record in errors.
   * @throws {TolariaError} `data/invalid` if it has no time, or one that is not after that of the record before.
   */
  add(record: number, series: RecordValue, time: RecordValue, place: () => string): void {
    const name = String(series);
    const own = this.#series.get(name) ?? { records: [], times: [] };
    if (own.records.length === 0) this.#series.set(name, own);
    own.records.push(record);
    if (this.#field === undefined) return;
    const now = pointOf(time);
    const before = own.times.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (!(now > before)) throw this.#notAfter(time, place());
    own.times.push(now);
  }

  /** Returns the order of what was added. */
  finish(): SeriesOrder {
    const all = [...this.#series.values()];
    const starts = [0];
    for (const { records } of all) starts.push((starts.at(-1) as number) + records.length);
    const total = starts.at(-1) as number;
    const records = new Uint32Array(total);
    const times = this.#field === undefined ? undefined : new Float64Array(total);
    all.forEach((own, at) => {
      records.set(own.records, starts[at] as number);
      times?.set(own.times, starts[at] as number);
    });
    return { records, starts, times };
  }

  #notAfter(time: RecordValue, place: string): TolariaError {
    const shown = time === null ? "missing" : String(time);
    return new TolariaError(
      "data/invalid",
      `Field "${this.#field}" must be a number or a date of ISO 8601 after that of the record before in its series, but is ${shown} in ${place}. Cannot make windows.`,
    );
  }
}

/** A text is a number, or a date. */
function pointOf(time: RecordValue): number {
  const number = typeof time === "string" && time.trim() !== "" ? Number(time) : Number.NaN;
  return Number.isNaN(number) ? toTime(time) : number;
}
