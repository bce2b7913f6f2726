import type { ColumnJson } from "../_preparation/mod.ts";

/** How a column is prepared from a field of the records: what `number()`, `category()` and the like make. */
export interface ColumnSpec {
  /** Returns the column as plain data. */
  toJSON(): ColumnJson;
}

/** Where a column's values come from. */
export interface FieldOptions {
  /** Field of the records. @default the column's name */
  readonly field?: string;
  /** Texts that mean that a value is missing, beside null, NaN and the empty text: `["NA", "?"]`. @default none */
  readonly missing?: readonly string[];
}
