/**
 * Files that are read by ranges of bytes, must not change meanwhile, and hold columns.
 *
 * @module
 */
export { checkSameFields, noRows } from "./check_files.ts";
export { DataFile } from "./data_file.ts";
export { type PackedColumn, packColumn } from "./packed_column.ts";
export { type Unit, UnitReader } from "./unit_reader.ts";
