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

/** Records in a row. */
interface Run {
  readonly first: number;
  readonly count: number;
  /** Place of the first in the request. */
  readonly place: number;
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
    for (const [number, runs] of this.#runsOf(indices)) {
      const { start } = this.#parts.units[number] as U;
      const columns = await this.#columnsOf(number, fields);
      columns.forEach((column, at) => {
        const into = values[at] as RecordValue[];
        for (const { first, count, place } of runs) column.copy(first - start, count, into, place);
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

  /** Runs of the indices, by the unit that they are in. */
  #runsOf(indices: Uint32Array): Map<number, Run[]> {
    const runs = new Map<number, Run[]>();
    for (let place = 0; place < indices.length; ) {
      const first = indices[place] as number;
      const number = this.#unitOf(first);
      const { start, rows } = this.#parts.units[number] as U;
      const most = Math.min(indices.length - place, start + rows - first);
      let count = 1;
      while (count < most && indices[place + count] === first + count) count += 1;
      const list = runs.get(number);
      if (list) list.push({ first, count, place });
      else runs.set(number, [{ first, count, place }]);
      place += count;
    }
    return runs;
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
