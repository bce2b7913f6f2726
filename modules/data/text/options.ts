import { z } from "../../../deps.ts";
import { FilesSchema, type PartOption } from "../_table/mod.ts";

/** Turns text into ids. */
export interface TextTokenizer {
  /** Name, in the report and compared when a run is resumed. */
  readonly name: string;
  /** Number of ids: each is in [0, size). */
  readonly size: number;
  /** Returns the ids of a text. */
  encode(text: string): ArrayLike<number>;
}

/** A corpus of text, and the windows that are trained on. */
export interface TextOptions {
  /** Path, or pattern such as `books/*.txt`, or several. A window lies in one file. */
  readonly files: string | readonly string[];
  /** Tokens in a window, at least 1. */
  readonly length: number;
  /** Tokens from the start of a window to that of the next. @default `length`: each token is a target once */
  readonly stride?: number;
  /**
   * What a token is: a character of the training text, a byte, or what a tokenizer makes. A corpus of bytes may be larger
   * than memory. @default "characters"
   */
  readonly tokens?: "characters" | "bytes" | TextTokenizer;
  /** Share to validate on, greater than 0 and less than 1: the end of the text; or files. @default none */
  readonly validation?: number | string | readonly string[];
  /** Share that the run is measured on at its end: what follows the validation; or files. @default none */
  readonly test?: number | string | readonly string[];
  /** Largest corpus that is held in memory, bytes. @default 256 MiB */
  readonly memoryBytes?: number;
}

/** {@link TextOptions} with their defaults. */
export interface CheckedTextOptions extends Omit<TextOptions, "tokens" | "memoryBytes"> {
  readonly tokens: "characters" | "bytes" | TextTokenizer;
  readonly memoryBytes: number;
}

const PartSchema = z.union([z.number().gt(0).lt(1), FilesSchema]).optional();

const TokenizerSchema = z.custom<TextTokenizer>((value) => {
  const { name, size, encode } = Object(value) as Partial<TextTokenizer>;
  return typeof name === "string" && Number.isInteger(size) && typeof encode === "function";
}, "a tokenizer { name, size, encode }");

const shareOf = (part: PartOption | undefined) => (typeof part === "number" ? part : 0);

/** Rules of {@link TextOptions}. */
export const TextSchema: z.ZodType<CheckedTextOptions> = z
  .strictObject({
    files: FilesSchema,
    length: z.int().min(1),
    stride: z.int().min(1).optional(),
    tokens: z.union([z.enum(["characters", "bytes"]), TokenizerSchema]).default("characters"),
    validation: PartSchema,
    test: PartSchema,
    memoryBytes: z
      .int()
      .min(0)
      .default(256 * 2 ** 20),
  })
  .refine(({ validation, test }) => shareOf(validation) + shareOf(test) < 1, {
    path: ["test"],
    message: "a share that leaves text to train on",
  }) as z.ZodType<CheckedTextOptions>;
