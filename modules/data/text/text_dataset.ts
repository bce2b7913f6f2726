import {
  type BatchValues,
  type Column,
  type Dataset,
  type ExampleBlocks,
  type TextPerId,
  TolariaError,
} from "../../../core/mod.ts";
import type { Segment } from "./token_store.ts";

// T = tokens in a window

/** What a dataset of windows is made of. */
export interface TextDatasetParts {
  readonly segments: readonly Segment[];
  /** T. */
  readonly length: number;
  readonly stride: number;
  /** Ids: each token is below. */
  readonly classes: number;
  readonly perId: TextPerId;
  readonly blocks?: ExampleBlocks;
}

/** Windows over text: T tokens, and for each of them the one that follows. */
export class TextDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly blocks?: ExampleBlocks;
  readonly #parts: TextDatasetParts;
  /** Number of the first window of each segment. */
  readonly #starts: readonly number[];

  constructor(parts: TextDatasetParts) {
    const { segments, length, classes, perId, blocks } = parts;
    let size = 0;
    this.#starts = segments.map((segment) => {
      const start = size;
      size += windowsIn(segment, parts);
      return start;
    });
    this.size = size;
    const column = { shape: [length], dtype: "int32", classes, perId } as const;
    this.inputs = [{ name: "tokens", ...column }];
    this.targets = [{ name: "next", ...column }];
    if (blocks) this.blocks = blocks;
    this.#parts = parts;
  }

  gather(indices: Uint32Array, spare?: BatchValues): BatchValues {
    const { length } = this.#parts;
    const tokens_BT = spare?.inputs[0] ?? new Int32Array(indices.length * length);
    const next_BT = spare?.targets[0] ?? new Int32Array(indices.length * length);
    indices.forEach((index, row) => {
      const window = this.#window(index);
      for (let at = 0; at < length; at++) {
        tokens_BT[row * length + at] = window[at] as number;
        next_BT[row * length + at] = window[at + 1] as number;
      }
    });
    return { inputs: [tokens_BT], targets: [next_BT] };
  }

  /** The T tokens of a window and the one that follows. */
  #window(index: number): ArrayLike<number> {
    const { segments, length, stride, classes } = this.#parts;
    const number = this.#starts.findLastIndex((first) => first <= index);
    const { store, start } = segments[number] as Segment;
    const from = start + (index - (this.#starts[number] as number)) * stride;
    const window = store.tokens(from, from + length + 1);
    for (let at = 0; at < window.length; at++) {
      const token = window[at] as number;
      if (token >= 0 && token < classes) continue;
      throw new TolariaError(
        "data/invalid",
        `Token ${from + at} must be a whole number from 0 to ${classes - 1}, but is ${token}. Cannot read "${store.path}".`,
      );
    }
    return window;
  }
}

/** Windows that lie within a segment, each with the token that follows it. */
export function windowsIn(
  { start, end }: Segment,
  { length, stride }: Pick<TextDatasetParts, "length" | "stride">,
): number {
  const room = end - start - length - 1;
  return room < 0 ? 0 : Math.floor(room / stride) + 1;
}
