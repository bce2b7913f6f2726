import { type Preparation, PreparationFit, type TableJson } from "../_preparation/mod.ts";
import { eachNumber } from "./each_number.ts";
import type { FitCache } from "./fit_cache.ts";
import type { RecordSplit } from "./record_split.ts";
import { JOBS_PER_WORKER, type Opening } from "./table_reader.ts";

/** What a table is fitted to. */
export interface FittedTable {
  readonly table: TableJson;
  readonly split: RecordSplit;
  /** Names the files in errors. */
  readonly name: string;
}

/**
 * Fits the preparation of a table, or finds what was fitted before.
 *
 * @param cache Where that is kept; undefined if it is not.
 * @returns The preparation, and what there is to tell of keeping it.
 */
export async function fitOrFind(
  opening: Opening,
  fitted: FittedTable,
  cache: FitCache | undefined,
): Promise<{ readonly preparation: Preparation; readonly note: string | undefined }> {
  const known = cache?.find();
  if (known) return { preparation: known, note: undefined };
  const preparation = await fitTable(opening, fitted);
  return { preparation, note: cache?.keep(preparation) };
}

/**
 * Fits the preparation of a table to the training records of reader 0, in one pass.
 *
 * @throws {TolariaError} `data/invalid` at a value that breaks its column's rule; `data/corrupt` at a broken record.
 */
async function fitTable(
  { pool, context }: Opening,
  { table, split, name }: FittedTable,
): Promise<Preparation> {
  const total = split.sizeOf("train");
  let done = 0;
  const add = async (block: number): Promise<void> => {
    const records = split.records("train", block);
    const count = records.length;
    const action = `read ${count} training records from ${records[0]} of ${name}`;
    const job = { kind: "fit", reader: 0, records, table } as const;
    await pool.run<"fit">(job, { action, transfer: [records.buffer] });
    done += count;
    context.onProgress?.({ action: "fit", name, done, total, unit: "records" });
  };
  await eachNumber(split.blocks, JOBS_PER_WORKER * pool.size, add, context.signal);
  const fit = new PreparationFit(table);
  const states = await pool.runInAll<"fitted">({ kind: "fitted" }, { action: "fit the columns" });
  for (const state of states) if (state) fit.merge(state);
  return fit.finish();
}
