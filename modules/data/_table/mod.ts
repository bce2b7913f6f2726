/**
 * Sources of records: what they share above their reader.
 *
 * @module
 */
export {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSourceShape,
} from "./options.ts";
export { tableSource } from "./table_source.ts";
