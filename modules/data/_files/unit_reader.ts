import type { FieldValues, RecordReader, RecordValue } from "../_records/mod.ts";
import type { PackedColumn } from "./packed_column.ts";
import { UnitCache } from "./unit_cache.ts";

/** Unpacked values that are kept, bytes. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Records that are read and unpacked together. */
export interface Unit {
  /** Index of its first record. */
  readonly start: number;
  /** Records. */
  readonly rows: number;
}

/** What a reader of units is made of. */
export interface UnitReaderParts<U extends Unit> {
  readonly fields: readonly string[];
  readonly blockSize: number;
  /** One after the other, at least one, each with records. */
  readonly units: readonly U[];
  /** Reads fields of a unit. */
  readonly load: (unit: U, fields: readonly string[]) => Promise<readonly PackedColumn[]>;
  /** Says where a record of a unit is. */
  readonly locate: (unit: U, row: number) => string;
  readonly close: () => void;
}

/** Reads records of files with columns, by units. */
export class UnitReader<U extends Unit> implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize: number;
  readonly #parts: UnitReaderParts<U>;
  readonly #columns = new UnitCache<PackedColumn>(CACHE_BYTES);

  constructor(parts: UnitReaderParts<U>) {
    const last = parts.units.at(-1) as U;
    this.#parts = parts;
    this.fields = parts.fields;
    this.size = last.start + last.rows;
    this.blockSize = parts.blockSize;
  }

  async read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    const values = fields.map(() => new Array<RecordValue>(indices.length));
    for (const [number, places] of this.#byUnit(indices)) {
      const { start } = this.#parts.units[number] as U;
      const columns = await this.#columnsOf(number, fields);
      columns.forEach((column, at) => {
        const into = values[at] as RecordValue[];
        for (const place of places) into[place] = column.at((indices[place] as number) - start);
      });
    }
    return values;
  }

  locate(index: number): string {
    const unit = this.#parts.units[this.#unitOf(index)] as U;
    return this.#parts.locate(unit, index - unit.start);
  }

  async close(): Promise<void> {
    this.#parts.close();
  }

  /** Places of the indices in the request, by the unit that they are in. */
  #byUnit(indices: Uint32Array): Map<number, number[]> {
    const places = new Map<number, number[]>();
    indices.forEach((index, place) => {
      const unit = this.#unitOf(index);
      const list = places.get(unit);
      if (list) list.push(place);
      else places.set(unit, [place]);
    });
    return places;
  }

  #unitOf(index: number): number {
    const { units } = this.#parts;
    let low = 0;
    let high = units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((units[middle] as U).start <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async #columnsOf(number: number, fields: readonly string[]): Promise<readonly PackedColumn[]> {
    const key = (field: string) => `${number} ${field}`;
    const found = new Map(fields.map((field) => [field, this.#columns.get(key(field))]));
    const missing = fields.filter((field) => !found.get(field));
    if (missing.length > 0) {
      const loaded = await this.#parts.load(this.#parts.units[number] as U, missing);
      missing.forEach((field, at) => {
        const column = loaded[at] as PackedColumn;
        this.#columns.set(key(field), column);
        found.set(field, column);
      });
    }
    return fields.map((field) => found.get(field) as PackedColumn);
  }
}
