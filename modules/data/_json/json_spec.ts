import type { TextIndex } from "../_indexed/mod.ts";
import type { ReaderSpec, SpecRequest } from "../_records/mod.ts";

/** What is asked of files of JSON records. */
export interface JsonRequest extends SpecRequest {
  readonly kind: "json";
  /** Fields that the first records of a file may lack. */
  readonly fields: readonly string[];
}

/** Indexed files of JSON records. */
export interface JsonSpec extends ReaderSpec {
  readonly kind: "json";
  readonly files: readonly TextIndex[];
  readonly fields: readonly string[];
}
