import { UnitCache } from "../_files/mod.ts";
import type { FieldValues, RecordReader, Value } from "../_records/mod.ts";
import type { PackedColumn } from "./packed_column.ts";
import { ParquetFile } from "./parquet_file.ts";
import type { ParquetSpec } from "./parquet_spec.ts";

/** Unpacked rows that are kept, bytes. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Rows of a row group that are unpacked together. */
interface Unit {
  readonly file: ParquetFile;
  readonly group: number;
  /** Index of its first row among those of all files. */
  readonly start: number;
  /** Number of its first row in the row group. */
  readonly from: number;
  readonly rows: number;
}

/** Opens Parquet files. */
export async function openReader(spec: ParquetSpec): Promise<RecordReader> {
  const files: ParquetFile[] = [];
  try {
    for (const state of spec.files) files.push(await ParquetFile.open(state.path, state));
  } catch (error) {
    for (const { file } of files) file.close();
    throw error;
  }
  return new ParquetReader(spec, files);
}

class ParquetReader implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize: number;
  readonly #files: readonly ParquetFile[];
  readonly #units: readonly Unit[];
  readonly #columns = new UnitCache<PackedColumn>(CACHE_BYTES);

  constructor({ fields, blockSize }: ParquetSpec, files: readonly ParquetFile[]) {
    this.fields = fields;
    this.blockSize = blockSize;
    this.#files = files;
    this.#units = unitsOf(files, blockSize);
    const last = this.#units.at(-1) as Unit;
    this.size = last.start + last.rows;
  }

  async read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    const byUnit = this.#byUnit(indices);
    const values = fields.map(() => new Array<Value>(indices.length));
    for (const [number, places] of byUnit) {
      const unit = this.#units[number] as Unit;
      for (const [at, field] of fields.entries()) {
        const column = await this.#column(number, field);
        for (const place of places) {
          (values[at] as Value[])[place] = column.at((indices[place] as number) - unit.start);
        }
      }
    }
    return values;
  }

  locate(index: number): string {
    const { file } = this.#units[this.#unitOf(index)] as Unit;
    const first = this.#units.find((unit) => unit.file === file) as Unit;
    return `"${file.file.name}", row ${index - first.start}`;
  }

  async close(): Promise<void> {
    for (const { file } of this.#files) file.close();
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
    let low = 0;
    let high = this.#units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#units[middle] as Unit).start <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async #column(number: number, field: string): Promise<PackedColumn> {
    const key = `${number} ${field}`;
    const kept = this.#columns.get(key);
    if (kept) return kept;
    const { file, group, from, rows } = this.#units[number] as Unit;
    const column = await file.read(group, from, from + rows, field);
    this.#columns.set(key, column);
    return column;
  }
}

/** Row groups, or parts of them of at most `blockSize` rows. */
function unitsOf(files: readonly ParquetFile[], blockSize: number): readonly Unit[] {
  const units: Unit[] = [];
  let start = 0;
  for (const file of files) {
    for (const [group, { num_rows }] of file.metadata.row_groups.entries()) {
      const total = Number(num_rows);
      for (let from = 0; from < total; from += blockSize) {
        const rows = Math.min(blockSize, total - from);
        units.push({ file, group, start, from, rows });
        start += rows;
      }
    }
  }
  return units;
}
