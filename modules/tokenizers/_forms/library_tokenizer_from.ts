import type { Json, JsonObject } from "../../../core/mod.ts";
import { loadHuggingFaceTokenizer } from "../../../deps.ts";
import { LibraryTokenizer } from "./library_tokenizer.ts";
import { checkSize, isRecord, noTokenizer } from "./vocabulary.ts";

type Fields = Readonly<Record<string, Json>>;

/** Models that the library has. */
const MODELS = ["BPE", "WordPiece", "Unigram", "WordLevel"];

/**
 * Makes a tokenizer of a `tokenizer.json` of Hugging Face's.
 *
 * @throws {TolariaError} `data/invalid` if it is none, is damaged, or has a part that the library does not have.
 */
export async function libraryTokenizerFrom(json: JsonObject): Promise<LibraryTokenizer> {
  const { model } = json;
  if (!isRecord(model) || !MODELS.includes(String(model.type))) {
    throw noTokenizer(`Its "model" must have a "type" of ${MODELS.join(", ")}`);
  }
  const added = readAdded(json.added_tokens);
  const tokens = [...readTokens(model), ...added];
  const size = tokens.reduce((most, [, id]) => Math.max(most, id), -1) + 1;
  checkSize(size);
  checkUnique(tokens);
  const unknown = unknownOf(model, tokens);
  const Library = await loadHuggingFaceTokenizer();
  try {
    const parts = { ...json, added_tokens: json.added_tokens ?? [] };
    const pre_tokenizer = withUnicodeWords(json.pre_tokenizer ?? null);
    const library = new Library(
      { normalizer: null, post_processor: null, decoder: null, ...parts, pre_tokenizer },
      { unk_token: model.unk_token ?? undefined },
    );
    return new LibraryTokenizer({ json, library, size, unknown });
  } catch (cause) {
    throw noTokenizer("The library does not take it", cause);
  }
}

type Entry = readonly [token: string, id: number];

function readTokens({ type, vocab }: Fields): readonly Entry[] {
  if (type !== "Unigram") {
    if (!isRecord(vocab)) throw noTokenizer('Its "vocab" must be a record of ids');
    return Object.entries(vocab).map(([token, id]) => [token, idOf(token, id)]);
  }
  if (!Array.isArray(vocab)) throw noTokenizer('Its "vocab" must be a list of tokens and scores');
  return vocab.map((pair: unknown, id) => {
    const [token, score] = Array.isArray(pair) ? pair : [];
    if (typeof token === "string" && Number.isFinite(score)) return [token, id];
    throw noTokenizer(`Entry ${id} of its "vocab" must be a token and a score`);
  });
}

function readAdded(added: Json | undefined): readonly Entry[] {
  if (added === undefined || added === null) return [];
  if (!Array.isArray(added)) throw noTokenizer('Its "added_tokens" must be a list');
  return added.map((token: unknown) => {
    const { content, id } = isRecord(token) ? token : ({} as Fields);
    if (typeof content === "string" && content !== "") return [content, idOf(content, id)];
    throw noTokenizer('Each of its "added_tokens" must have a "content" and an "id"');
  });
}

function idOf(token: string, id: Json | undefined): number {
  if (Number.isSafeInteger(id) && (id as number) >= 0) return id as number;
  throw noTokenizer(
    `The id of ${JSON.stringify(token.slice(0, 40))} must be a whole number of at least 0, but is ${JSON.stringify(id)?.slice(0, 40)}`,
  );
}

/** An added token may be in the vocabulary too, by the same id. */
function checkUnique(tokens: readonly Entry[]): void {
  const known = new Map<number, string>();
  for (const [token, id] of tokens) {
    const other = known.get(id) ?? token;
    if (other !== token) {
      const [one, two] = [other, token].map((name) => JSON.stringify(name.slice(0, 40)));
      throw noTokenizer(`Id ${id} is both ${one} and ${two}`);
    }
    known.set(id, token);
  }
}

function unknownOf({ type, unk_token, unk_id }: Fields, tokens: readonly Entry[]) {
  const isNone = unk_token === undefined || unk_token === null;
  if (type === "Unigram" && Number.isInteger(unk_id) && tokens[unk_id as number]) {
    return unk_id as number;
  }
  return isNone ? undefined : tokens.find(([token]) => token === unk_token)?.[1];
}

/** `\w` as Rust's regular expressions have it, within brackets. */
const LETTERS = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";

/** The library's `Whitespace` knows letters of ASCII alone; its `Split` knows all. */
function withUnicodeWords(part: Json): Json {
  if (!isRecord(part)) return part;
  if (part.type === "Whitespace") {
    const pattern = { Regex: `[${LETTERS}]+|[^${LETTERS}\\p{White_Space}]+` };
    return { type: "Split", pattern, behavior: "Isolated", invert: true };
  }
  const { pretokenizers } = part;
  if (!Array.isArray(pretokenizers)) return part;
  return { ...part, pretokenizers: pretokenizers.map(withUnicodeWords) };
}
