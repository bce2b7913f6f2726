/**
 * Columns as a user writes them.
 *
 * @module
 */
export {
  CategoryColumn,
  type CategoryOptions,
  category,
  HashedColumn,
  hashed,
} from "./category.ts";
export type { ColumnSpec, FieldOptions } from "./column_spec.ts";
export { columns, type FieldColumnSpec } from "./concatenated.ts";
export { NumberColumn, number, vector } from "./number.ts";
export { type TableOptions, tableShape } from "./table_options.ts";
