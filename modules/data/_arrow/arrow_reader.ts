import { type Unit, UnitReader } from "../_files/mod.ts";
import type { RecordReader } from "../_records/mod.ts";
import { ArrowFile } from "./arrow_file.ts";
import type { ArrowSpec } from "./arrow_spec.ts";

/** A record batch. */
interface Batch extends Unit {
  readonly file: ArrowFile;
  readonly batch: number;
  /** Number of its first row in the file. */
  readonly firstRow: number;
}

/** Opens Arrow files. */
export async function openReader({ files, fields, blockSize }: ArrowSpec): Promise<RecordReader> {
  const opened: ArrowFile[] = [];
  const close = () => {
    for (const { file } of opened) file.close();
  };
  try {
    for (const known of files) opened.push(await ArrowFile.open(known.path, known));
  } catch (error) {
    close();
    throw error;
  }
  return new UnitReader({
    fields,
    blockSize,
    units: batchesOf(opened),
    load: async ({ file, batch, firstRow }, names) => file.read(batch, firstRow, names),
    locate: ({ file, firstRow }, row) => `"${file.file.name}", row ${firstRow + row}`,
    close,
  });
}

function batchesOf(files: readonly ArrowFile[]): readonly Batch[] {
  const units: Batch[] = [];
  let start = 0;
  for (const file of files) {
    let firstRow = 0;
    for (const [batch, { rows }] of file.messages.batches.entries()) {
      if (rows === 0) continue;
      units.push({ file, batch, start, firstRow, rows });
      start += rows;
      firstRow += rows;
    }
  }
  return units;
}
