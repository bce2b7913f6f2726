import type { DataSource, DataSplits, OpenContext } from "../../../core/mod.ts";
import { ReaderPool } from "../_pool/mod.ts";
import type { SpecRequest } from "../_records/mod.ts";
import { checkApart, findFiles } from "./find_files.ts";
import { openTable } from "./open_table.ts";
import { type CheckedTableOptions, cacheOf, type PartOption, workersOf } from "./options.ts";
import type { TableReader } from "./table_reader.ts";

/** What a source of records is made of. */
export interface TableSourceParts {
  /** Name of the source: `csv`. */
  readonly name: string;
  /** Path or pattern, or several, of the training records and those of which shares are set apart. */
  readonly files: string | readonly string[];
  readonly options: CheckedTableOptions;
  /** Returns what the reader is to be made of. */
  readonly request: (files: readonly string[], cache: string | false) => SpecRequest;
}

/** Makes the source of a table: a reader in a pool of workers, its records split, prepared and read in blocks. */
export function tableSource(parts: TableSourceParts): DataSource {
  return { name: parts.name, open: (seed, context = {}) => open(parts, seed, context) };
}

async function open(
  { files, options, request }: TableSourceParts,
  seed: number,
  context: OpenContext,
): Promise<DataSplits> {
  const found = {
    train: findFiles(files),
    validation: ownFiles(options.validation),
    test: ownFiles(options.test),
  };
  checkApart(found);
  const cache = cacheOf(options);
  const readers: TableReader[] = [];
  const add = (own: readonly string[]) => {
    if (own.length === 0) return undefined;
    return readers.push({ files: own, request: request(own, cache) }) - 1;
  };
  add(found.train);
  const apart = { validation: add(found.validation), test: add(found.test) };
  const pool = new ReaderPool({ workers: workersOf(options), timeoutMs: options.timeoutMs });
  const end = () => void pool.end();
  context.signal?.addEventListener("abort", end, { once: true });
  try {
    await pool.start();
    return await openTable({ pool, context }, { readers, apart, options, seed, cache });
  } catch (error) {
    await pool.end();
    throw error;
  } finally {
    context.signal?.removeEventListener("abort", end);
  }
}

function ownFiles(part: PartOption | undefined): readonly string[] {
  return part === undefined || typeof part === "number" ? [] : findFiles(part);
}
