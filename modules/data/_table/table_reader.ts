import type { OpenContext } from "../../../core/mod.ts";
import type { ReaderInfo, ReaderPool } from "../_pool/mod.ts";
import type { SpecRequest } from "../_records/mod.ts";

/** Files that are read as one table. */
export interface TableReader {
  readonly files: readonly string[];
  readonly request: SpecRequest;
}

/** What the opening of a table goes on with. */
export interface Opening {
  readonly pool: ReaderPool;
  readonly context: OpenContext;
}

/** Jobs that each worker has at a time in a pass over the records: it never waits for the next one. */
export const JOBS_PER_WORKER = 2;

/** Names the files of a reader in errors: `"cars.csv"`, or `"a.csv" and 3 more files`. */
export function nameOf({ files }: Pick<TableReader, "files">): string {
  const more = files.length - 1;
  return more === 0 ? `"${files[0]}"` : `"${files[0]}" and ${more} more file${more > 1 ? "s" : ""}`;
}

/** Records of a job where each is read by itself: enough to make little of sending them. */
const SCATTERED_JOB = 256;

/** Records that a worker is given at a time in a pass over all of them. */
export function jobSizeOf({ blockSize }: ReaderInfo): number {
  return blockSize === 1 ? SCATTERED_JOB : blockSize;
}
