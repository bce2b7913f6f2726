import { parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import type { Sampling, SamplingOptions } from "./sampling.ts";

/** A token that was drawn. */
export interface GeneratedToken {
  /** Its id. */
  readonly token: number;
  /** Text that can be read now that it is there: none while a character is not whole, or without a tokenizer. */
  readonly text: string;
}

/** Turns a prompt into ids, and ids into text. */
export interface PromptTokenizer {
  /** Returns the ids of a text. */
  encode(text: string): ArrayLike<number>;
  /** Returns the text of ids. */
  decode(ids: ArrayLike<number>): string;
}

/** What is generated, and how. */
export interface GenerateOptions extends SamplingOptions {
  /** Number of tokens, at least 1. @default 200 */
  readonly tokens?: number;
  /**
   * What ends it before that: texts, or ids of tokens such as that of the end of a text. They are not part of the result.
   * @default nothing
   */
  readonly stop?: string | number | readonly (string | number)[];
  /** Seed of the random numbers: the same one draws the same tokens. @default 1 */
  readonly seed?: number;
  /** Whether keys and values are kept, if all layers of the model allow it. The tokens are the same without. @default true */
  readonly cache?: boolean;
  /** Tokenizer of the prompt. @default that of the model folder */
  readonly tokenizer?: PromptTokenizer;
  /** Called with each token as soon as it is drawn. */
  readonly onToken?: (token: GeneratedToken) => void;
  /** Ends it before the next token. */
  readonly signal?: AbortSignal;
}

/** {@link GenerateOptions} with their defaults. */
export interface CheckedGenerate extends Sampling {
  readonly tokens: number;
  readonly stop: readonly (string | number)[];
  readonly seed: number;
  readonly cache: boolean;
  readonly tokenizer?: PromptTokenizer;
  readonly onToken?: (token: GeneratedToken) => void;
  readonly signal?: AbortSignal;
}

const StopSchema = z.union([z.string().min(1), z.int().min(0)]);

const GenerateSchema = z.strictObject({
  tokens: z.int().min(1).default(200),
  stop: z.union([StopSchema.transform((one) => [one]), z.array(StopSchema)]).default([]),
  temperature: z.number().min(0).default(1),
  topK: z.int().min(1).optional(),
  topP: z.number().gt(0).max(1).default(1),
  seed: z.int().default(1),
  cache: z.boolean().default(true),
  tokenizer: z
    .custom<PromptTokenizer>((value) => {
      const { encode, decode } = Object(value) as Partial<PromptTokenizer>;
      return typeof encode === "function" && typeof decode === "function";
    }, "a tokenizer { encode, decode }")
    .optional(),
  onToken: z
    .custom<CheckedGenerate["onToken"]>((value) => typeof value === "function", "a function")
    .optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** @throws {TolariaError} `options/invalid`. */
export function checkGenerate(options: GenerateOptions): CheckedGenerate {
  return parseOptions("generate text", GenerateSchema, options) as CheckedGenerate;
}
