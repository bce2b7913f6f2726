import { z } from "../../../deps.ts";

/** An array of NumPy's, one of whose elements along the first axis belongs to each example. */
export interface NumpyColumn {
  /** Path of a `.npy` file, or of a `.npz` file with `array`. */
  readonly file: string;
  /** Name of the array in a `.npz` file. */
  readonly array?: string;
  /** Number of classes or ids if the values are whole numbers from 0 below it. */
  readonly classes?: number;
  /**
   * Type in which the network receives the values. @default `int32` with `classes` or for whole numbers of more than 8
   * bits, else `float32`
   */
  readonly dtype?: "float32" | "int32";
  /** Factor by which values are multiplied, for example 1 / 255 for bytes of an image. @default 1 */
  readonly scale?: number;
}

/** A column, or the path of its `.npy` file. */
export type NumpyColumns = Readonly<Record<string, string | NumpyColumn>>;

/** Arrays of the same examples. */
export interface NumpyExamples {
  /** Columns for the network's inputs. */
  readonly inputs: NumpyColumns;
  /** Columns that the network's outputs are compared with. */
  readonly targets: NumpyColumns;
}

/** Arrays of NumPy's, and how their examples are split. */
export interface NumpyOptions extends NumpyExamples {
  /** Share of the examples to validate on, greater than 0 and less than 1, or separate arrays. @default none */
  readonly validation?: number | NumpyExamples;
  /** Share of the examples that the run is measured on at its end, or separate arrays. @default none */
  readonly test?: number | NumpyExamples;
  /** Largest file that is held in memory; larger ones are read as examples are gathered. @default 256 MiB */
  readonly memoryBytes?: number;
}

/** {@link NumpyOptions} with their defaults. */
export interface CheckedNumpyOptions extends NumpyOptions {
  readonly memoryBytes: number;
}

const ColumnSchema = z
  .strictObject({
    file: z.string().min(1),
    array: z.string().min(1).optional(),
    classes: z.int().min(1).optional(),
    dtype: z.enum(["float32", "int32"]).optional(),
    scale: z.number().optional(),
  })
  .refine(({ classes, dtype }) => classes === undefined || dtype !== "float32", {
    path: ["dtype"],
    message: `"int32" if there are classes`,
  })
  .refine(({ classes, dtype, scale }) => scale === undefined || !(classes || dtype === "int32"), {
    path: ["scale"],
    message: "left out for labels and ids",
  });

const ColumnsSchema = z
  .record(z.string().min(1), z.union([z.string().min(1), ColumnSchema]))
  .refine((columns) => Object.keys(columns).length > 0, "at least one column");

const ExamplesSchema = z.strictObject({ inputs: ColumnsSchema, targets: ColumnsSchema });

const PartSchema = z.union([z.number().gt(0).lt(1), ExamplesSchema]).optional();

/** Rules of {@link NumpyOptions}. */
export const NumpySchema: z.ZodType<CheckedNumpyOptions> = ExamplesSchema.extend({
  validation: PartSchema,
  test: PartSchema,
  memoryBytes: z
    .int()
    .min(0)
    .default(256 * 2 ** 20),
}) as z.ZodType<CheckedNumpyOptions>;
