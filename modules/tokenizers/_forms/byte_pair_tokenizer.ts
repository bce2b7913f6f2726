import { type JsonObject, type Tokenizer, TolariaError } from "../../../core/mod.ts";
import { bytesOfToken, type Merge, MergeTable, splitWords } from "../_byte_pairs/mod.ts";
import { checkIds, checkText } from "./check_text.ts";
import { noTokenizer } from "./vocabulary.ts";

/** Words whose ids are kept. */
const KEPT_WORDS = 2 ** 16;

/** Longest word whose ids are kept, UTF-16 code units. */
const KEPT_LENGTH = 64;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes of words, merged to longer tokens. */
export class BytePairTokenizer implements Tokenizer {
  readonly name = "bpe";
  readonly size: number;
  readonly #tokens: readonly string[];
  readonly #merges: readonly Merge[];
  readonly #table: MergeTable;
  /** Bytes of each id. */
  readonly #bytes: readonly Uint8Array[];
  /** Id of each byte; -1 for one without. */
  readonly #byteIds = new Int32Array(256).fill(-1);
  readonly #words = new Map<string, Int32Array>();

  /**
   * @param tokens In the order of their ids, as a vocabulary writes them.
   * @param merges In the order of their ranks.
   * @throws {TolariaError} `data/invalid` if a token is written with a character that stands for no byte.
   */
  constructor(tokens: readonly string[], merges: readonly Merge[]) {
    this.size = tokens.length;
    this.#tokens = tokens;
    this.#merges = merges;
    this.#table = new MergeTable(merges);
    this.#bytes = tokens.map((token) => {
      const bytes = bytesOfToken(token);
      if (bytes?.length) return bytes;
      throw noTokenizer(
        `Token ${JSON.stringify(token.slice(0, 40))} is empty, or has a character that stands for no byte`,
      );
    });
    for (const [id, bytes] of this.#bytes.entries()) {
      if (bytes.length === 1) this.#byteIds[bytes[0] as number] = id;
    }
  }

  encode(text: string): Int32Array {
    checkText(text);
    const words = splitWords(text).map((word) => this.#encodeWord(word));
    const ids = new Int32Array(words.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const word of words) {
      ids.set(word, at);
      at += word.length;
    }
    return ids;
  }

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.size);
    return decoder.decode(Buffer.concat(Array.from(ids, (id) => this.#bytes[id] as Uint8Array)));
  }

  /** A `tokenizer.json` of Hugging Face's. */
  toJson(): JsonObject {
    const level = { add_prefix_space: false, trim_offsets: true, use_regex: true };
    const token = (id: number) => this.#tokens[id] as string;
    return {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: "ByteLevel", ...level },
      post_processor: null,
      decoder: { type: "ByteLevel", ...level },
      model: {
        type: "BPE",
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(this.#tokens.map((one, id) => [one, id])),
        merges: this.#merges.map(({ left, right }) => [token(left), token(right)]),
      },
    };
  }

  #encodeWord(word: string): Int32Array {
    const kept = this.#words.get(word);
    if (kept) return kept;
    const bytes = encoder.encode(word);
    const ids = Int32Array.from(bytes, (byte) => this.#byteIds[byte] as number);
    const unknown = ids.indexOf(-1);
    if (unknown >= 0) throw noId(word, bytes[unknown] as number);
    const merged = this.#table.apply(ids);
    if (word.length <= KEPT_LENGTH) {
      if (this.#words.size === KEPT_WORDS) this.#words.clear();
      this.#words.set(word, merged);
    }
    return merged;
  }
}

function noId(word: string, byte: number): TolariaError {
  return new TolariaError(
    "data/invalid",
    `${JSON.stringify(word.slice(0, 40))} has byte ${byte} of UTF-8, which has no id: use a vocabulary with all 256 bytes. Cannot encode the text.`,
  );
}
