import type { Json, JsonObject } from "../../../core/mod.ts";
import type { Merge } from "../_byte_pairs/mod.ts";
import { BytePairTokenizer } from "./byte_pair_tokenizer.ts";
import { isRecord, noTokenizer, readVocabulary } from "./vocabulary.ts";

/** Parts of a `tokenizer.json` that a {@link BytePairTokenizer} does; others are left to a library. */
const PLAIN: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  normalizer: isNone,
  added_tokens: (tokens) => isNone(tokens) || (Array.isArray(tokens) && tokens.length === 0),
  post_processor: (part) => isNone(part) || typeOf(part) === "ByteLevel",
  decoder: (part) => typeOf(part) === "ByteLevel",
  pre_tokenizer: (part) =>
    isRecord(part) &&
    part.type === "ByteLevel" &&
    part.add_prefix_space === false &&
    part.use_regex !== false,
  truncation: isNone,
  padding: isNone,
};

/** Parts of its model, of which none may be set. */
const UNSET = [
  "dropout",
  "unk_token",
  "continuing_subword_prefix",
  "end_of_word_suffix",
  "byte_fallback",
  "ignore_merges",
];

/** Whether a `tokenizer.json` is byte-level byte-pair encoding and nothing else. */
export function isBytePairs(json: JsonObject): boolean {
  const { model } = json;
  return (
    isRecord(model) &&
    model.type === "BPE" &&
    UNSET.every((part) => !model[part]) &&
    Object.entries(PLAIN).every(([part, isPlain]) => isPlain(json[part]))
  );
}

/** Makes a tokenizer of a `tokenizer.json` that {@link isBytePairs}. @throws {TolariaError} `data/invalid`. */
export function bytePairsFrom({ model }: JsonObject): BytePairTokenizer {
  const { vocab, merges } = isRecord(model) ? model : {};
  const tokens = readVocabulary(vocab);
  return new BytePairTokenizer(tokens, readMerges(tokens, merges));
}

/** Reads merges, pairs of tokens or texts of two with a space between them. */
function readMerges(tokens: readonly string[], merges: unknown): readonly Merge[] {
  if (!Array.isArray(merges)) throw noTokenizer('Its "merges" must be a list');
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return merges.map((merge: unknown, rank) => {
    const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    const isPair =
      Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === "string");
    if (!isPair) throw noTokenizer(`Merge ${rank} must be two tokens`);
    const [left, right, id] = [...pair, pair.join("")].map((token) => {
      const known = ids.get(token);
      if (known !== undefined) return known;
      const name = JSON.stringify(token.slice(0, 40));
      throw noTokenizer(`Merge ${rank} names ${name}, which is not in its vocabulary`);
    });
    return { left, right, id } as Merge;
  });
}

function isNone(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

function typeOf(part: Json | undefined): Json | undefined {
  return isRecord(part) ? part.type : undefined;
}
