import { parseOptions } from "../../../core/mod.ts";
import type { ConcatenatedJson, FieldColumnJson } from "../_preparation/mod.ts";
import type { ColumnSpec } from "./column_spec.ts";
import { ConcatenatedSchema } from "./schemas.ts";

/** A column of one field. */
export interface FieldColumnSpec {
  /** Returns the column as plain data. */
  toJSON(): FieldColumnJson;
}

/**
 * Several fields side by side as one vector: float32 of shape [width of all], in the order in which they are given.
 *
 * @param fields Columns by name: that of their field, unless they name another.
 *
 * @example
 * ```ts run
 * import { category, columns, number } from "tolaria/data";
 *
 * const features = columns({
 *   horsepower: number().impute("median").standardize(),
 *   origin: category().oneHot(),
 * });
 * ```
 */
export function columns(fields: Readonly<Record<string, FieldColumnSpec>>): ColumnSpec;
/**
 * Several fields side by side as one vector, all prepared alike: float32 of shape [width of all].
 *
 * @param fields Names of the fields, in the order of their places in the vector.
 * @param each How each of them is prepared.
 */
export function columns(fields: readonly string[], each: FieldColumnSpec): ColumnSpec;
export function columns(
  fields: Readonly<Record<string, FieldColumnSpec>> | readonly string[],
  each?: FieldColumnSpec,
): ColumnSpec {
  const named = Array.isArray(fields)
    ? Object.fromEntries(fields.map((name) => [name, each]))
    : fields;
  const json = {
    kind: "columns",
    columns: Object.fromEntries(
      Object.entries(named as Record<string, FieldColumnSpec>).map(([name, spec]) => [
        name,
        spec.toJSON(),
      ]),
    ),
  };
  const checked: ConcatenatedJson = parseOptions("make columns()", ConcatenatedSchema, json);
  return { toJSON: () => checked };
}
