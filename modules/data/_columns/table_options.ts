import { z } from "../../../deps.ts";
import type { ColumnJson, NumberJson, Where } from "../_preparation/mod.ts";
import type { ColumnSpec } from "./column_spec.ts";
import { ColumnJsonSchema, WeightColumnSchema, WhereSchema } from "./schemas.ts";

/** Which fields of a table's records go where, and which records are used. */
export interface TableOptions {
  /** Columns for the network's inputs, by its names of them. */
  readonly inputs: Readonly<Record<string, ColumnSpec>>;
  /** Columns that the network's outputs are compared with, by its names of them. */
  readonly targets: Readonly<Record<string, ColumnSpec>>;
  /** Field or number that says how much an example counts in the loss and the metrics, at least 0. @default 1 each */
  readonly weight?: string | ColumnSpec;
  /** Records to use: those whose fields have a value, one of several, or keep to a rule. @default all */
  readonly where?: Where;
}

/** A column as plain data, whether it is given so or as a {@link ColumnSpec}. */
function plain(value: unknown): unknown {
  const { toJSON } = (value ?? {}) as Partial<ColumnSpec>;
  return typeof toJSON === "function" ? toJSON.call(value) : value;
}

const ColumnSchema: z.ZodType<ColumnJson> = z.preprocess(plain, ColumnJsonSchema);

const ColumnsSchema = z
  .record(z.string().min(1), ColumnSchema)
  .refine((columns) => Object.keys(columns).length > 0, "at least one column");

const WeightSchema: z.ZodType<NumberJson> = z.preprocess(
  (value) => (typeof value === "string" ? { kind: "number", field: value } : plain(value)),
  WeightColumnSchema,
);

/** Rules of {@link TableOptions}, to spread into a source's own. Their output is plain data for `PreparationFit`. */
export const tableShape: {
  readonly inputs: z.ZodType<Readonly<Record<string, ColumnJson>>>;
  readonly targets: z.ZodType<Readonly<Record<string, ColumnJson>>>;
  readonly weight: z.ZodOptional<z.ZodType<NumberJson>>;
  readonly where: z.ZodOptional<z.ZodType<Where>>;
} = {
  inputs: ColumnsSchema,
  targets: ColumnsSchema,
  weight: WeightSchema.optional(),
  where: WhereSchema.optional(),
};
