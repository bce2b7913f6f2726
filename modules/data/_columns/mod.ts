/**
 * Columns as a user writes them.
 *
 * @module
 */

export { type BooleanOptions, boolean, type DateOptions, date } from "./boolean_and_date.ts";
export {
  CategoryColumn,
  type CategoryOptions,
  category,
  HashedColumn,
  hashed,
} from "./category.ts";
export type { ColumnSpec, FieldOptions } from "./column_spec.ts";
export { columns, type FieldColumnSpec } from "./concatenated.ts";
export { ImageColumn, type ImageOptions, image } from "./image.ts";
export { NumberColumn, number, vector } from "./number.ts";
export { type TableOptions, tableShape } from "./table_options.ts";
export { TokensColumn, type TokensOptions, tokens } from "./tokens.ts";
