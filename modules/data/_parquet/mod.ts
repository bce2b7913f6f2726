/**
 * Reads Parquet files by row groups and pages.
 *
 * @module
 */
export { makeSpec } from "./make_spec.ts";
export { openReader } from "./parquet_reader.ts";
export type { ParquetRequest, ParquetSpec } from "./parquet_spec.ts";
