import { z } from "../../../deps.ts";
import { type Augment, AugmentSchema } from "../_augment/mod.ts";

/** Values of one column for every example. */
export interface ArrayColumn {
  /** Row-major, example by example. */
  readonly values: Float32Array | Int32Array | Uint8Array | readonly number[];
  /** Shape of one example's value, without the batch axis. @default [], a single number */
  readonly shape?: readonly number[];
  /** Number of classes or ids if the values are whole numbers from 0 below it. */
  readonly classes?: number;
  /**
   * Type in which the network receives the values. @default `int32` with `classes` or an Int32Array, else `float32`
   */
  readonly dtype?: "float32" | "int32";
  /** Factor by which stored values are multiplied, for example 1 / 255 for bytes of an image. @default 1 */
  readonly scale?: number;
}

/** Examples by the name of their columns. */
export interface ArrayExamples {
  /** Columns for the network's inputs. */
  readonly inputs: Readonly<Record<string, ArrayColumn>>;
  /** Columns that the network's outputs are compared with. */
  readonly targets: Readonly<Record<string, ArrayColumn>>;
}

/** Examples in memory, and how they are split. */
export interface ArraysOptions extends ArrayExamples {
  /** Share of the examples to set apart, greater than 0 and less than 1, or separate examples. @default none */
  readonly validation?: number | ArrayExamples;
  /** Share of the examples that the run is measured on at its end, or separate examples. @default none */
  readonly test?: number | ArrayExamples;
  /** Changes training examples at random, differently in each epoch. @default none */
  readonly augment?: Augment;
}

const ColumnSchema: z.ZodType<ArrayColumn> = z
  .strictObject({
    values: z.custom<ArrayColumn["values"]>(
      (value) =>
        value instanceof Float32Array ||
        value instanceof Int32Array ||
        value instanceof Uint8Array ||
        (Array.isArray(value) && value.every((entry) => typeof entry === "number")),
      "a Float32Array, an Int32Array, a Uint8Array or a list of numbers",
    ),
    shape: z.array(z.int().min(1)).optional(),
    classes: z.int().min(1).optional(),
    dtype: z.enum(["float32", "int32"]).optional(),
    scale: z.number().optional(),
  })
  .refine(({ classes, dtype }) => classes === undefined || dtype !== "float32", {
    path: ["dtype"],
    message: `"int32" if there are classes`,
  })
  .refine(({ dtype, classes, scale }) => scale === undefined || (dtype ?? classes) === undefined, {
    path: ["scale"],
    message: "left out for labels and ids",
  });

const ColumnsSchema = z
  .record(z.string().min(1), ColumnSchema)
  .refine((columns) => Object.keys(columns).length > 0, "at least one column");

const ExamplesSchema = z.strictObject({ inputs: ColumnsSchema, targets: ColumnsSchema });

/** Rules of {@link ArraysOptions}. */
export const ArraysSchema: z.ZodType<ArraysOptions> = ExamplesSchema.extend({
  validation: z.union([z.number().gt(0).lt(1), ExamplesSchema]).optional(),
  test: z.union([z.number().gt(0).lt(1), ExamplesSchema]).optional(),
  augment: AugmentSchema.optional(),
});
