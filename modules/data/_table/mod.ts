/**
 * Sources of records: what they share above their reader.
 *
 * @module
 */
export { BlockCache } from "./block_cache.ts";
export { checkRecords } from "./check_records.ts";
export { widthOf } from "./copy_rows.ts";
export { eachNumber } from "./each_number.ts";
export { findFiles } from "./find_files.ts";
export { checkFields } from "./open_table.ts";
export {
  type CheckedTableOptions,
  cacheOf,
  FilesSchema,
  type PartOption,
  type TableSourceOptions,
  tableSourceShape,
  workersOf,
} from "./options.ts";
export { type Part, RecordSplit } from "./record_split.ts";
export { JOBS_PER_WORKER, nameOf, type Opening, type TableReader } from "./table_reader.ts";
export { tableSource } from "./table_source.ts";
