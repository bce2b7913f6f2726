import { type JsonObject, type Tokenizer, TolariaError } from "../../../core/mod.ts";
import type { HuggingFaceTokenizer } from "../../../deps.ts";
import { checkIds, checkText } from "./check_text.ts";

/** What a {@link LibraryTokenizer} is made of. */
export interface LibraryParts {
  /** What it was read from. */
  readonly json: JsonObject;
  readonly library: HuggingFaceTokenizer;
  readonly size: number;
  readonly unknown: number | undefined;
}

/** A `tokenizer.json` of Hugging Face's. Special tokens are not added, and texts are not cut or padded. */
export class LibraryTokenizer implements Tokenizer {
  readonly name = "tokenizer.json";
  readonly size: number;
  readonly unknown: number | undefined;
  readonly #json: JsonObject;
  readonly #library: HuggingFaceTokenizer;

  constructor({ json, library, size, unknown }: LibraryParts) {
    this.#json = json;
    this.#library = library;
    this.size = size;
    this.unknown = unknown;
  }

  encode(text: string): Int32Array {
    checkText(text);
    if (text === "") return new Int32Array(0);
    // The library gives undefined for a token that is not in the vocabulary.
    const { ids, tokens } = this.#library.encode(text, { add_special_tokens: false });
    return Int32Array.from(ids as readonly (number | undefined)[], (id, at) => {
      return id ?? this.unknown ?? refuse(tokens[at] ?? "");
    });
  }

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.size);
    // A vocabulary may leave ids out.
    const known = Array.from(ids).filter((id) => this.#library.id_to_token(id) !== undefined);
    if (known.length === 0) return "";
    return this.#library.decode(known, {
      skip_special_tokens: false,
      clean_up_tokenization_spaces: false,
    });
  }

  toJson(): JsonObject {
    return this.#json;
  }
}

function refuse(token: string): never {
  throw new TolariaError(
    "data/invalid",
    `${JSON.stringify(token.slice(0, 40))} is not in the vocabulary, which has no token for unknown ones: leave it out, or use a tokenizer.json with an "unk_token". Cannot encode the text.`,
  );
}
