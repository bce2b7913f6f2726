import type { Column, ColumnValues } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** Examples in memory, a list of numbers for each declared column, row-major. */
export interface DrivenExamples {
  /** Values of the inputs, in the declared order. */
  readonly inputs: readonly ColumnValues[];
  /** Values of the targets, likewise. */
  readonly targets: readonly ColumnValues[];
}

/** The columns of the batches that a driver hands in. */
export interface DrivenOptions {
  /** Columns for the network's inputs. */
  readonly inputs: readonly Column[];
  /** Columns that the network's outputs are compared with. */
  readonly targets: readonly Column[];
  /** Column of weights: float32, a number for each example or for each position of it. @default every example counts as 1 */
  readonly weights?: Column;
  /** Examples to validate on when an epoch is ended. @default none */
  readonly validation?: DrivenExamples;
}

const ColumnSchema: z.ZodType<Column> = z
  .strictObject({
    name: z.string().min(1),
    shape: z.array(z.int().min(1)),
    dtype: z.enum(["float32", "int32"]),
    classes: z.int().min(1).optional(),
    categories: z.array(z.string()).optional(),
  })
  .refine(({ classes, dtype }) => classes === undefined || dtype === "int32", {
    path: ["dtype"],
    message: `"int32" if there are classes`,
  });

const ValuesSchema = z.array(
  z.custom<ColumnValues>(
    (value) => value instanceof Float32Array || value instanceof Int32Array,
    "a Float32Array or an Int32Array",
  ),
);

/** Rules of {@link DrivenOptions}. */
export const DrivenSchema: z.ZodType<DrivenOptions> = z
  .strictObject({
    inputs: z.array(ColumnSchema).min(1),
    targets: z.array(ColumnSchema).min(1),
    weights: ColumnSchema.refine(({ dtype }) => dtype === "float32", {
      path: ["dtype"],
      message: `"float32" in a column of weights`,
    }).optional(),
    validation: z.strictObject({ inputs: ValuesSchema, targets: ValuesSchema }).optional(),
  })
  .refine(hasEachName, { message: "columns whose names differ" })
  .refine(({ inputs, validation }) => !validation || validation.inputs.length === inputs.length, {
    path: ["validation", "inputs"],
    message: "values for each input column",
  })
  .refine(
    ({ targets, validation }) => !validation || validation.targets.length === targets.length,
    { path: ["validation", "targets"], message: "values for each target column" },
  );

function hasEachName({ inputs, targets, weights }: DrivenOptions): boolean {
  const names = [...inputs, ...targets, ...(weights ? [weights] : [])].map(({ name }) => name);
  return new Set(names).size === names.length;
}
