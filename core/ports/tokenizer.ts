import type { JsonObject } from "../json.ts";

/**
 * Turns text into ids, and ids into text.
 *
 * A provider must: (1) give ids in [0, size), the same ones for the same text, always; (2) decode the ids of a text to
 * that text, unless one of them is `unknown`; (3) throw `data/invalid` naming the character if a text has one without
 * an id, and for a lone surrogate, which is no text; (4) decode any ids in [0, size) without an error, bytes that are
 * no UTF-8 as U+FFFD, and throw a `RangeError` for others; (5) create no tensors.
 */
export interface Tokenizer {
  /** Name in reports: `bytes`, `bpe`. */
  readonly name: string;
  /** Number of ids: each is in [0, size). */
  readonly size: number;
  /** Id of everything that has none of its own. @default such a text is refused */
  readonly unknown?: number | undefined;
  /** Set if the ids are the bytes of the text in UTF-8: a file is then read as it is. @default false */
  readonly isBytes?: boolean;
  /**
   * Returns the ids of a text; none for an empty one.
   *
   * @throws {TolariaError} `data/invalid`, naming a character that has no id.
   */
  encode(text: string): Int32Array;
  /** Returns the text that ids stand for. @throws {RangeError} If one is not in [0, size). */
  decode(ids: ArrayLike<number>): string;
  /** Returns plain data, from which `tokenizerFrom()` makes the same tokenizer: what a model folder keeps. */
  toJson(): JsonObject;
}

/** How a tokenizer is found again that was fitted to the same text. */
export interface TokenizerFit {
  /** What the fit depends on besides the text. */
  readonly options: JsonObject;
  /** Makes a tokenizer again from its `toJson()`. @throws {TolariaError} `data/invalid` if it is none. */
  restore(json: JsonObject): Tokenizer;
}

/**
 * Opens the tokenizer of a run.
 *
 * A provider must: (1) give the same tokenizer for the same text; (2) hold no more of the text than it needs, as a corpus may
 * be larger than memory; (3) set `fit` if and only if the tokenizer depends on the text.
 */
export interface TokenizerSource {
  /** Name in errors. */
  readonly name: string;
  /** Set if the tokenizer is fitted to the text. */
  readonly fit?: TokenizerFit;
  /**
   * Opens or fits the tokenizer.
   *
   * @param corpus Begins to read the training text: pieces that follow each other, cut between characters.
   */
  open(corpus: () => AsyncIterable<string>): Tokenizer | Promise<Tokenizer>;
}
