import type { Column } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** What one named value of every example is. */
export interface StreamColumn {
  /** Shape of one example's value, without the batch axis. @default [], a single number */
  readonly shape?: readonly number[];
  /** Number of classes or ids if the values are whole numbers from 0 below it. */
  readonly classes?: number;
  /** Type in which the network receives the values. @default `int32` with `classes`, else `float32` */
  readonly dtype?: "float32" | "int32";
}

const StreamColumnSchema: z.ZodType<StreamColumn> = z
  .strictObject({
    shape: z.array(z.int().min(1)).optional(),
    classes: z.int().min(1).optional(),
    dtype: z.enum(["float32", "int32"]).optional(),
  })
  .refine(({ classes, dtype }) => classes === undefined || dtype !== "float32", {
    path: ["dtype"],
    message: `"int32" if there are classes`,
  });

/** Rules of columns by name. */
export const StreamColumnsSchema: z.ZodType<Readonly<Record<string, StreamColumn>>> = z
  .record(z.string().min(1), StreamColumnSchema)
  .refine((columns) => Object.keys(columns).length > 0, "at least one column");

/** Makes columns of what a user says of them. */
export function toColumns(columns: Readonly<Record<string, StreamColumn>>): readonly Column[] {
  return Object.entries(columns).map(([name, { shape = [], classes, dtype }]) => ({
    name,
    shape,
    dtype: dtype ?? (classes === undefined ? "float32" : "int32"),
    ...(classes !== undefined && { classes }),
  }));
}
