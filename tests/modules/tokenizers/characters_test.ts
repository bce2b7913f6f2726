import assert from "node:assert/strict";
import { test } from "node:test";
import { TOKENIZER } from "../../../core/mod.ts";
import { type CharactersOptions, characters } from "../../../modules/tokenizers/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTokenizer } from "../../../testing/tokenizer.ts";

conformsToTokenizer(() => characters());
conformsToTokenizer(() => characters({ unknown: false }));

async function learn(text: string, options?: CharactersOptions) {
  const source = await resolveProvider(TOKENIZER, characters(options));
  return source.open(async function* () {
    yield text;
  });
}

test("characters() has an id for each character of the text, in the order of Unicode", async () => {
  // U+0020, U+0061, U+0062, U+FF01, U+1F600: UTF-16 would have the last before the one above.
  const tokenizer = await learn("b\u{1f600}a a\uff01b");
  assert.equal(tokenizer.size, 6);
  assert.deepEqual(tokenizer.encode(" ab\uff01\u{1f600}"), Int32Array.of(1, 2, 3, 4, 5));
});

test("characters() gives others id 0, which is decoded to U+FFFD", async () => {
  const tokenizer = await learn("abc");
  assert.equal(tokenizer.unknown, 0);
  assert.deepEqual(tokenizer.encode("cxa"), Int32Array.of(3, 0, 1));
  assert.equal(tokenizer.decode([3, 0, 1]), "c\ufffda");
});

test("characters() without unknown ones refuses others by their name", async () => {
  const tokenizer = await learn("abc", { unknown: false });
  assert.deepEqual(tokenizer.encode("cab"), Int32Array.of(2, 0, 1));
  assert.throws(() => tokenizer.encode("ab€"), {
    code: "data/invalid",
    message:
      'Character 2 is "€" (U+20AC), which is not in the training text: leave it out, or fit characters({ unknown: true }). Cannot encode the text.',
  });
});
