import type { JsonObject } from "../../../core/mod.ts";
import { CharacterTokenizer } from "./character_tokenizer.ts";
import { checkSize, noTokenizer } from "./vocabulary.ts";

/** Makes a tokenizer of what `toJson()` of one gave. @throws {TolariaError} `data/invalid`. */
export function characterTokenizerFrom({ characters, unknown }: JsonObject): CharacterTokenizer {
  if (typeof characters !== "string" || typeof unknown !== "boolean") {
    throw noTokenizer('It must have "characters", a text, and "unknown", true or false');
  }
  if (!characters.isWellFormed()) throw noTokenizer('Its "characters" have a lone surrogate');
  const all = [...characters];
  checkSize(all.length);
  if (new Set(all).size < all.length) throw noTokenizer('Its "characters" have one twice');
  return new CharacterTokenizer(all, unknown);
}
