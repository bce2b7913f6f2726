import { parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { type SlotOption, SlotsSchema } from "../_layered/mod.ts";

/** A transformer that predicts the next token. */
export interface GptOptions {
  /** Number of blocks, at least 1. @default that of `from`; required without it */
  readonly layers?: number;
  /** Heads of each attention, at least 1; they divide `width`. @default `width / 64` with `from`, as in each size of GPT-2; required without it */
  readonly heads?: number;
  /** Numbers that stand for a place between the blocks, at least 1. @default that of `from`; required without it */
  readonly width?: number;
  /**
   * Places of a sequence, at least 1: how far a prediction looks back. Fewer than `from` has take the first rows of its
   * table of positions. @default the length of the data's windows
   */
  readonly context?: number;
  /** Number of ids of tokens, at least 1. @default that of `from`, or else of the data's ids */
  readonly vocabulary?: number;
  /** Share of numbers that is dropped in training, behind the embeddings, each attention and each MLP, in [0, 1). @default 0 */
  readonly dropout?: number;
  /** Whether tokens are scored by the table that they are looked up in. @default true */
  readonly tied?: boolean;
  /** Where seeds can grow: behind the named blocks (`block1` and so on), or behind each of them. @default false */
  readonly slots?: SlotOption;
  /** Path of a `.safetensors` file with weights of GPT-2 to start from, by the names that Hugging Face gives them. @default weights that follow from the run's seed */
  readonly from?: string;
}

/** {@link GptOptions} with their defaults, as far as they are known before the data. */
export type CheckedGpt = GptOptions & Required<Pick<GptOptions, "dropout" | "tied" | "slots">>;

const size = z.int().min(1).optional();

const GptSchema: z.ZodType<CheckedGpt> = z
  .strictObject({
    layers: size,
    heads: size,
    width: size,
    context: size,
    vocabulary: size,
    dropout: z.number().min(0).lt(1).default(0),
    tied: z.boolean().default(true),
    slots: SlotsSchema.default(false),
    from: z.string().min(1).optional(),
  })
  .check(({ value, issues }) => {
    for (const name of ["layers", "heads", "width"] as const) {
      if (value[name] !== undefined || value.from !== undefined) continue;
      const message = 'a whole number of at least 1, unless "from" is given';
      issues.push({ code: "custom", path: [name], message, input: undefined });
    }
    const { heads, width } = value;
    if (heads === undefined || width === undefined || width % heads === 0) return;
    const message = `a divisor of the width ${width}`;
    issues.push({ code: "custom", path: ["heads"], message, input: heads });
  }) as z.ZodType<CheckedGpt>;

/** @throws {TolariaError} `options/invalid`. */
export function checkGpt(options: GptOptions): CheckedGpt {
  return parseOptions("make gpt", GptSchema, options);
}
