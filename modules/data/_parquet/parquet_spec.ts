import type { FileState } from "../_indexed/mod.ts";
import type { ReaderSpec, SpecRequest } from "../_records/mod.ts";

/** What is asked of Parquet files. */
export interface ParquetRequest extends SpecRequest {
  readonly kind: "parquet";
}

/** Parquet files with the same fields. */
export interface ParquetSpec extends ReaderSpec {
  readonly kind: "parquet";
  readonly files: readonly FileState[];
  /** Names of the fields, those of a struct as `image.bytes`. */
  readonly fields: readonly string[];
  /** Rows that are read together. */
  readonly blockSize: number;
}
