import { type Unit, UnitReader } from "../_files/mod.ts";
import type { RecordReader } from "../_records/mod.ts";
import { ParquetFile } from "./parquet_file.ts";
import type { ParquetSpec } from "./parquet_spec.ts";

/** Rows of a row group that are unpacked together. */
interface RowUnit extends Unit {
  readonly file: ParquetFile;
  readonly group: number;
  /** Number of its first row in the row group. */
  readonly from: number;
  /** Number of its first row in the file. */
  readonly firstRow: number;
}

/** Opens Parquet files. */
export async function openReader({ files, fields, blockSize }: ParquetSpec): Promise<RecordReader> {
  const opened: ParquetFile[] = [];
  const close = () => {
    for (const { file } of opened) file.close();
  };
  try {
    for (const state of files) opened.push(await ParquetFile.open(state.path, state));
  } catch (error) {
    close();
    throw error;
  }
  return new UnitReader({
    fields,
    blockSize,
    units: unitsOf(opened, blockSize),
    load: ({ file, group, from, rows }, names) => file.read(group, from, from + rows, names),
    locate: ({ file, firstRow }, row) => `"${file.file.name}", row ${firstRow + row}`,
    close,
  });
}

/** Row groups, or parts of them of at most `blockSize` rows. */
function unitsOf(files: readonly ParquetFile[], blockSize: number): readonly RowUnit[] {
  const units: RowUnit[] = [];
  let start = 0;
  for (const file of files) {
    let firstRow = 0;
    for (const [group, { num_rows }] of file.metadata.row_groups.entries()) {
      const total = Number(num_rows);
      for (let from = 0; from < total; from += blockSize) {
        const rows = Math.min(blockSize, total - from);
        units.push({ file, group, start, from, firstRow, rows });
        start += rows;
        firstRow += rows;
      }
    }
  }
  return units;
}
