/**
 * Reads CSV files by the index of their records.
 *
 * @module
 */
export { openReader } from "./csv_reader.ts";
export type { CsvFormat, CsvRequest, CsvSpec } from "./csv_spec.ts";
export { makeSpec } from "./make_spec.ts";
