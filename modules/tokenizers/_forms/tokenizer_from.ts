import type { JsonObject, Tokenizer } from "../../../core/mod.ts";
import { bytePairsFrom, isBytePairs } from "./byte_pairs_from.ts";
import { ByteTokenizer } from "./byte_tokenizer.ts";
import { characterTokenizerFrom } from "./character_tokenizer_from.ts";
import { gptTokenizerFrom } from "./gpt_tokenizer.ts";
import { libraryTokenizerFrom } from "./library_tokenizer_from.ts";
import { isRecord, noTokenizer } from "./vocabulary.ts";

/** Makers by the `kind` of plain data. */
const KINDS: Readonly<Record<string, (json: JsonObject) => Tokenizer | Promise<Tokenizer>>> = {
  bytes: () => new ByteTokenizer(),
  characters: characterTokenizerFrom,
  gpt: gptTokenizerFrom,
};

/** Whether plain data are those of a built-in tokenizer, as far as their kind says. */
export function isKnownTokenizer({ kind, model }: JsonObject): boolean {
  return model !== undefined || (typeof kind === "string" && Object.hasOwn(KINDS, kind));
}

/**
 * Makes a tokenizer again from its `toJson()`, or one of a `tokenizer.json` of Hugging Face's.
 *
 * @throws {TolariaError} `data/invalid` if the data are none, or are damaged.
 *
 * @example
 * ```ts
 * import { tokenizerFrom } from "tolaria/tokenizers";
 *
 * const tokenizer = await tokenizerFrom({ kind: "characters", characters: "abc", unknown: false });
 * console.log(tokenizer.encode("cab"));
 * ```
 */
export async function tokenizerFrom(json: JsonObject): Promise<Tokenizer> {
  if (!isRecord(json)) throw noTokenizer("It must be a record");
  if (isBytePairs(json)) return bytePairsFrom(json);
  if (json.model !== undefined) return libraryTokenizerFrom(json);
  const { kind } = json;
  const make = typeof kind === "string" && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (make) return make(json);
  throw noTokenizer(
    `It must have a "kind" of ${Object.keys(KINDS).join(", ")}, or a "model" as a tokenizer.json of Hugging Face has it`,
  );
}
