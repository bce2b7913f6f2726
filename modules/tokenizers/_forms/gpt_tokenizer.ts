import type { JsonObject, Tokenizer } from "../../../core/mod.ts";
import { GPT_ENCODINGS, type GptEncoding, loadGptTokenizer } from "../../../deps_optional.ts";
import { checkIds, checkText } from "./check_text.ts";
import { noTokenizer } from "./vocabulary.ts";

type Library = Awaited<ReturnType<typeof loadGptTokenizer>>;

/** Byte pairs of OpenAI's models, by the package gpt-tokenizer. */
export class GptTokenizer implements Tokenizer {
  readonly name: GptEncoding;
  readonly size: number;
  readonly #library: Library;

  constructor(encoding: GptEncoding, library: Library) {
    this.name = encoding;
    this.size = library.vocabularySize;
    this.#library = library;
  }

  encode(text: string): Int32Array {
    checkText(text);
    // What looks like a special token is text.
    return Int32Array.from(this.#library.encode(text, { disallowedSpecial: new Set() }));
  }

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.size);
    return this.#library.decode(Array.from(ids).filter((id) => this.#has(id)));
  }

  toJson(): JsonObject {
    return { kind: "gpt", encoding: this.name };
  }

  /** Whether an id stands for anything: between the special tokens some are left out. */
  #has(id: number): boolean {
    try {
      this.#library.decode([id]);
      return true;
    } catch {
      return false;
    }
  }
}

/** Loads an encoding. @throws {Error} Naming the package if it is not installed. */
export async function openGptTokenizer(encoding: GptEncoding): Promise<GptTokenizer> {
  return new GptTokenizer(encoding, await loadGptTokenizer(encoding));
}

/** Makes a tokenizer of what `toJson()` of one gave. @throws {TolariaError} `data/invalid`. */
export function gptTokenizerFrom({ encoding }: JsonObject): Promise<GptTokenizer> {
  const known = GPT_ENCODINGS.find((one) => one === encoding);
  if (known) return openGptTokenizer(known);
  throw noTokenizer(`Its "encoding" must be one of ${GPT_ENCODINGS.join(", ")}`);
}
