/**
 * Tables in Parquet files.
 *
 * @module
 */
export { type ParquetOptions, parquet } from "./parquet.ts";
