import type { ReaderKind } from "./open_reader.ts";

/** What to make a spec of: plain data, as the work is done in a worker. A reader adds options of its own. */
export interface SpecRequest {
  /** Which reader. */
  readonly kind: ReaderKind;
  /** Files in the order of their records. */
  readonly files: readonly string[];
  /** Folder in which indexes are kept; `false` keeps none. */
  readonly cache: string | false;
}
