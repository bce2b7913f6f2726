import { TolariaError, unknownName } from "../../../core/mod.ts";
import type { ReaderInfo } from "../_pool/mod.ts";
import { PreparationFit, RecordFilter, type TableJson } from "../_preparation/mod.ts";
import type { ReaderSpec } from "../_records/mod.ts";
import { checkRecords, type RecordCheck } from "./check_records.ts";
import { FitCache } from "./fit_cache.ts";
import { fitOrFind } from "./fit_table.ts";
import { OpenedTable } from "./opened_table.ts";
import type { CheckedTableOptions, PartOption } from "./options.ts";
import { RecordSplit, type Shares } from "./record_split.ts";
import { jobSizeOf, nameOf, type Opening, type TableReader } from "./table_reader.ts";

/** What a table is opened from. */
export interface TableParts {
  /** Readers: that of the training records first, then those of records set apart in files of their own. */
  readonly readers: readonly TableReader[];
  /** Numbers of the readers of validation and test records; undefined for a share of the training files, or none. */
  readonly apart: { readonly validation: number | undefined; readonly test: number | undefined };
  readonly options: CheckedTableOptions;
  readonly seed: number;
  /** Folder in which what is learnt of the data is kept; `false` if nothing is. */
  readonly cache: string | false;
}

/** Opens a table: indexes its files, finds the records that are used, splits them and fits the preparation. */
export async function openTable(opening: Opening, parts: TableParts): Promise<OpenedTable> {
  const { readers, apart, options, seed } = parts;
  const { inputs, targets, weight, where, skipBroken } = options;
  const table = { inputs, targets, ...(weight && { weight }), ...(where && { where }) };
  const specs = await makeSpecs(opening, readers);
  const found = await openReaders(opening, readers, specs);
  found.forEach((info, at) => {
    checkFields(table, info.fields, nameOf(readers[at] as TableReader));
  });
  const checks: RecordCheck[] = [];
  if (where || skipBroken) {
    for (const [reader, info] of found.entries()) {
      const name = nameOf(readers[reader] as TableReader);
      checks.push(await checkRecords(opening, { reader, info, name, table, skipBroken }));
    }
  }
  const chosen = specs.map((spec, at) => withChosen(spec, checks[at]));
  const infos = checks.length > 0 ? await openReaders(opening, readers, chosen) : found;
  const shares = { validation: shareOf(options.validation), test: shareOf(options.test) };
  const splits = infos.map((info, at) => splitOf(info, at === 0 ? shares : NO_SHARES, seed));
  const [split] = splits as [RecordSplit];
  const name = nameOf(readers[0] as TableReader);
  checkShares(split, shares, name);
  const cache = fitCache(specs[0], checks.length > 0, [table, split.key], parts.cache);
  const { preparation, note } = await fitOrFind(opening, { table, split, name }, cache);
  await opening.pool.runInAll<"prepare">(
    { kind: "prepare", preparation: preparation.toJSON() },
    { action: "prepare records" },
  );
  await readEnds(opening, readers, infos);
  return new OpenedTable({
    ...opening,
    readers,
    apart,
    options,
    specs,
    infos,
    splits,
    checks,
    preparation,
    notes: [...specs.flatMap(({ notes = [] }) => notes), ...(note === undefined ? [] : [note])],
  });
}

/** Where the fit is kept. Which records are chosen is found out each time, and so is the fit to them. */
function fitCache(
  spec: ReaderSpec | undefined,
  chosen: boolean,
  key: readonly unknown[],
  folder: string | false,
): FitCache | undefined {
  if (folder === false || chosen || spec?.state === undefined) return undefined;
  return new FitCache(folder, [spec.state, ...key]);
}

const NO_SHARES: Shares = { validation: 0, test: 0 };

function makeSpecs(
  { pool, context }: Opening,
  readers: readonly TableReader[],
): Promise<readonly ReaderSpec[]> {
  const { onProgress = () => {} } = context;
  return Promise.all(
    readers.map((reader) =>
      pool.run<"make">(
        { kind: "make", request: reader.request },
        { action: `open ${nameOf(reader)}`, onProgress },
      ),
    ),
  );
}

/** Opens the readers in every worker. */
async function openReaders(
  { pool }: Opening,
  readers: readonly TableReader[],
  specs: readonly ReaderSpec[],
): Promise<readonly ReaderInfo[]> {
  const action = `open ${readers.map(nameOf).join(", ")}`;
  const [infos] = await pool.runInAll<"open">({ kind: "open", specs }, { action });
  return infos as readonly ReaderInfo[];
}

/** Checks that records have every field of a table. @throws {TolariaError} `data/invalid` if a field is not among theirs. */
export function checkFields(table: TableJson, fields: readonly string[], name: string): void {
  const fit = new PreparationFit(table);
  const wanted = [
    ...fit.fields,
    ...fit.checkedFields,
    ...new RecordFilter(table.where ?? {}).fields,
  ];
  const missing = wanted.find((field) => !fields.includes(field));
  if (missing === undefined) return;
  throw new TolariaError(
    "data/invalid",
    `${unknownName("field", missing, fields)}. Cannot open ${name}.`,
  );
}

function withChosen(spec: ReaderSpec, check: RecordCheck | undefined): ReaderSpec {
  return check?.chosen ? { ...spec, chosen: check.chosen } : spec;
}

function shareOf(part: PartOption | undefined): number {
  return typeof part === "number" ? part : 0;
}

function splitOf(info: ReaderInfo, shares: Shares, seed: number): RecordSplit {
  return new RecordSplit(info.size, jobSizeOf(info), shares, seed);
}

/** Reads the first and the last record of files that nothing was fitted to: a file that ends early shows at once. */
async function readEnds(
  { pool }: Opening,
  readers: readonly TableReader[],
  infos: readonly ReaderInfo[],
): Promise<void> {
  for (const [reader, { size }] of infos.entries()) {
    if (reader === 0) continue;
    const records = Uint32Array.of(0, size - 1);
    const action = `read the ends of ${nameOf(readers[reader] as TableReader)}`;
    await pool.run<"gather">({ kind: "gather", reader, records, purpose: "evaluate" }, { action });
  }
}

/** @throws {TolariaError} `data/invalid` if a part that is asked for has no record. */
function checkShares(split: RecordSplit, shares: Shares, name: string): void {
  const sizes = (["train", "validation", "test"] as const).map((part) => split.sizeOf(part));
  const [train = 0, validation = 0, test = 0] = sizes;
  if (train > 0 && (validation > 0 || !shares.validation) && (test > 0 || !shares.test)) return;
  throw new TolariaError(
    "data/invalid",
    `Every part must have a record, but of ${train + validation + test} records ${train} are for training, ${validation} for validation and ${test} for the test. Cannot split ${name}.`,
  );
}
