import { z } from "../../../deps.ts";
import { FilesSchema, type PartOption } from "../_table/mod.ts";

/** A corpus of text, and the windows that are trained on. */
export interface TextOptions {
  /** Path, or pattern such as `books/*.txt`, or several. A window lies in one file. */
  readonly files: string | readonly string[];
  /** Tokens in a window, at least 1. */
  readonly length: number;
  /** Tokens from the start of a window to that of the next. @default `length`: each token is a target once */
  readonly stride?: number;
  /** Share to validate on, greater than 0 and less than 1: the end of the text; or files. @default none */
  readonly validation?: number | string | readonly string[];
  /** Share that the run is measured on at its end: what follows the validation; or files. @default none */
  readonly test?: number | string | readonly string[];
  /** Most memory for ids, bytes; those of a larger corpus are read from the disk. @default 256 MiB */
  readonly memoryBytes?: number;
  /**
   * Folder in which the fitted tokenizer and the ids of the corpus are kept; `false` keeps none, and the ids must fit
   * into `memoryBytes`. @default `~/.cache/tolaria/data`
   */
  readonly cache?: string | false;
}

/** {@link TextOptions} with their defaults. */
export interface CheckedTextOptions extends TextOptions {
  readonly memoryBytes: number;
}

const PartSchema = z.union([z.number().gt(0).lt(1), FilesSchema]).optional();

const shareOf = (part: PartOption | undefined) => (typeof part === "number" ? part : 0);

/** Rules of {@link TextOptions}. */
export const TextSchema: z.ZodType<CheckedTextOptions> = z
  .strictObject({
    files: FilesSchema,
    length: z.int().min(1),
    stride: z.int().min(1).optional(),
    validation: PartSchema,
    test: PartSchema,
    memoryBytes: z
      .int()
      .min(0)
      .default(256 * 2 ** 20),
    cache: z.union([z.string().min(1), z.literal(false)]).optional(),
  })
  .refine(({ validation, test }) => shareOf(validation) + shareOf(test) < 1, {
    path: ["test"],
    message: "a share that leaves text to train on",
  }) as z.ZodType<CheckedTextOptions>;
