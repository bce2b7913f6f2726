import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type JsonObject, TOKENIZER } from "../../../core/mod.ts";
import { bpe, tokenizerFrom, tokenizerJson } from "../../../modules/tokenizers/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { conformsToTokenizer } from "../../../testing/tokenizer.ts";

/** Tokenizers of PyPI's, made by make_tokenizer_json.py beside it. */
const FOLDER = new URL("../../fixtures/tokenizers/tokenizer_json/", import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(`${name}.json`, FOLDER));
const read = (name: string) => JSON.parse(readFileSync(pathOf(name), "utf8"));

conformsToTokenizer(() => tokenizerJson({ file: pathOf("gpt2") }));
conformsToTokenizer(() => tokenizerJson({ file: pathOf("llama3") }));

const lossy = (reason: string) => ({
  skip: [{ test: "Tokenizer.decode() gives back the text that was encoded", reason }],
});
conformsToTokenizer(
  () => tokenizerJson({ file: pathOf("bert") }),
  lossy("WordPiece in lower case loses case and white space"),
);
conformsToTokenizer(
  () => tokenizerJson({ file: pathOf("unigram") }),
  lossy("Unigram with NFKC loses forms of characters"),
);
conformsToTokenizer(
  () => tokenizerJson({ file: pathOf("words") }),
  lossy("whole words lose white space"),
);

async function open(file: string) {
  const source = await resolveProvider(TOKENIZER, tokenizerJson({ file }));
  return source.open(async function* () {});
}

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

for (const [name, cases] of Object.entries<readonly Case[]>(read("expected"))) {
  test(`tokenizerJson() gives the ids and texts of tokenizers of PyPI, ${name}`, async () => {
    const tokenizer = await open(pathOf(name));
    for (const { text, ids, decoded } of cases) {
      assert.deepEqual([...tokenizer.encode(text)], ids, text);
      assert.equal(tokenizer.decode(ids), decoded, text);
    }
  });
}

test("tokenizerJson() maps words that are not in the vocabulary to its unknown token", async () => {
  const tokenizer = await open(pathOf("words"));
  assert.equal(tokenizer.unknown, 0);
  assert.deepEqual([...tokenizer.encode("zzzz")], [0]);
});

test("tokenizerJson() names a word that is not in a vocabulary without an unknown token", async () => {
  const json = read("words");
  const tokenizer = await tokenizerFrom({
    ...json,
    model: { ...json.model, unk_token: null },
    added_tokens: [],
  });
  assert.throws(() => tokenizer.encode("the zzzz"), {
    code: "data/invalid",
    message: /^"zzzz" is not in the vocabulary, which has no token for unknown ones/,
  });
});

test("tokenizerJson() reads what a model folder keeps of bpe()", () =>
  withScratch(async ({ path, write }) => {
    const source = await resolveProvider(TOKENIZER, bpe({ size: 260 }));
    const tokenizer = await source.open(async function* () {
      yield "the cat the hat";
    });
    write("tokenizer.json", JSON.stringify(tokenizer.toJson()));
    const again = await open(path("tokenizer.json"));
    assert.equal(again.name, "bpe");
    assert.deepEqual(again.encode("the cat"), tokenizer.encode("the cat"));
  }));

test("tokenizerJson() names a file that it cannot read", () =>
  withScratch(async ({ path, write }) => {
    await assert.rejects(open(path("none.json")), {
      code: "data/corrupt",
      message: /Cannot read ".*none\.json"\.$/,
    });
    write("broken.json", "{");
    await assert.rejects(open(path("broken.json")), {
      code: "data/invalid",
      message: /Cannot read ".*broken\.json"\.$/,
    });
  }));

/** A WordLevel tokenizer with a vocabulary and added tokens. */
const words = (vocab: unknown, added: unknown = []) => ({
  pre_tokenizer: { type: "Whitespace" },
  added_tokens: added,
  model: { type: "WordLevel", vocab, unk_token: "a" },
});
const bytePairs = (model: object) => {
  const level = { type: "ByteLevel", add_prefix_space: false, use_regex: true };
  return { pre_tokenizer: level, decoder: level, model: { type: "BPE", merges: [], ...model } };
};

for (const [what, json, message] of [
  ["no model of those", { model: { type: "Neural" } }, /"type" of BPE, WordPiece, Unigram/],
  ["no vocabulary", words(undefined), /"vocab" must be a record of ids/],
  ["an empty vocabulary", words({}), /must have from 1 to 1048576 ids, but has 0/],
  ["a huge id", words({ a: 2 ** 40 }), /must have from 1 to 1048576 ids, but has 1099511627777/],
  ["a negative id", words({ a: -1 }), /id of "a" must be a whole number of at least 0, but is -1/],
  ["an id that is text", words({ a: "0" }), /id of "a" must be .*, but is "0"/],
  ["an id twice", words({ a: 0, b: 0 }), /Id 0 is both "a" and "b"/],
  ["broken added tokens", words({ a: 0 }, [{ id: 1 }]), /must have a "content" and an "id"/],
  ["added tokens of another type", words({ a: 0 }, "b"), /"added_tokens" must be a list/],
  ["an unknown part", { ...words({ a: 0 }), normalizer: { type: "Upper" } }, /does not take it/],
  ["byte pairs of ids in a gap", bytePairs({ vocab: { a: 0, b: 2 } }), /from 0 to 1, but is 2/],
  ["byte pairs of an id twice", bytePairs({ vocab: { a: 0, b: 0 } }), /Id 0 is both "a" and "b"/],
  ["a token that is no bytes", bytePairs({ vocab: { "€": 0 } }), /stands for no byte/],
  [
    "a merge that is not in the vocabulary",
    bytePairs({ vocab: { a: 0, b: 1 }, merges: [["a", "b"]] }),
    /Merge 0 names "ab", which is not in its vocabulary/,
  ],
  [
    "a merge of three",
    bytePairs({ vocab: { a: 0 }, merges: [["a", "a", "a"]] }),
    /Merge 0 must be two tokens/,
  ],
  [
    "an empty token",
    bytePairs({ vocab: { a: 0, "": 1 }, merges: [["a", ""]] }),
    /Token "" is empty, or has a character/,
  ],
  [
    "a score that is none",
    { model: { type: "Unigram", vocab: [["a", "b"]] } },
    /a token and a score/,
  ],
] as const) {
  test(`tokenizerFrom() refuses a tokenizer with ${what}`, () =>
    assert.rejects(tokenizerFrom(json as unknown as JsonObject), {
      code: "data/invalid",
      message,
    }));
}
