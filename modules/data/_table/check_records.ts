import { errorMessage, TolariaError } from "../../../core/mod.ts";
import type { ReaderInfo } from "../_pool/mod.ts";
import { nothingLeft, type TableJson } from "../_preparation/mod.ts";
import type { RecordSetData } from "../_records/mod.ts";
import { eachNumber } from "./each_number.ts";
import { JOBS_PER_WORKER, jobSizeOf, type Opening } from "./table_reader.ts";

/** Faults that are kept for the report. */
const MAX_FAULTS = 10;

/** What a pass over the records of a reader found. */
export interface RecordCheck {
  /** Records in the files. */
  readonly records: number;
  /** Records that are used; undefined if all are. */
  readonly chosen: RecordSetData | undefined;
  /** Broken records, which are skipped. */
  readonly broken: number;
  /** What is wrong with the first of them. */
  readonly faults: readonly string[];
}

/** What is checked. */
export interface CheckedReader {
  /** Its number in the pool. */
  readonly reader: number;
  readonly info: ReaderInfo;
  readonly name: string;
  readonly table: TableJson;
  readonly skipBroken: boolean;
}

/**
 * Finds the records of a reader that are used.
 *
 * @throws {TolariaError} `data/invalid` if none is left; `data/corrupt` at a broken record that is not skipped.
 */
export async function checkRecords(
  { pool, context }: Opening,
  { reader, info, name, table, skipBroken }: CheckedReader,
): Promise<RecordCheck> {
  const { size } = info;
  const jobSize = jobSizeOf(info);
  const bits = new Uint8Array(Math.ceil(size / 8));
  const faults: (readonly string[])[] = [];
  let [count, broken, done] = [0, 0, 0];
  const check = async (block: number): Promise<void> => {
    const first = block * jobSize;
    const records = rangeOf(first, Math.min(size, first + jobSize));
    const action = `check ${records.length} records from ${first} of ${name}`;
    const job = { kind: "check", reader, records, table, skipBroken } as const;
    const found = await pool.run<"check">(job, { action });
    for (const [at, kept] of found.kept.entries()) {
      if (kept === 0) continue;
      const record = first + at;
      bits[record >> 3] = (bits[record >> 3] as number) | (1 << (record & 7));
      count += 1;
    }
    broken += found.broken;
    faults[block] = found.faults;
    done += records.length;
    context.onProgress?.({ action: "check", name, done, total: size, unit: "records" });
  };
  const blocks = Math.ceil(size / jobSize);
  await eachNumber(blocks, JOBS_PER_WORKER * pool.size, check, context.signal);
  if (count === 0) throw noneLeft(table, name, broken);
  const chosen = count === size ? undefined : { bits, count };
  return { records: size, chosen, broken, faults: faults.flat().slice(0, MAX_FAULTS) };
}

function rangeOf(first: number, end: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: end - first }, (_, at) => first + at);
}

function noneLeft({ where }: TableJson, name: string, broken: number): TolariaError {
  const reason =
    where && broken === 0 ? nothingLeft(where) : `${broken} records are broken, and none is left`;
  return new TolariaError("data/invalid", errorMessage(reason, `train on ${name}`));
}
