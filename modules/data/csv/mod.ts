/**
 * Tables in CSV files.
 *
 * @module
 */
export { type CsvOptions, csv } from "./csv.ts";
