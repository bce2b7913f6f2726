import assert from "node:assert/strict";
import { test } from "node:test";
import { TOKENIZER } from "../../../core/mod.ts";
import {
  type GptTokenizerOptions,
  gptTokenizer,
  tokenizerFrom,
} from "../../../modules/tokenizers/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTokenizer } from "../../../testing/tokenizer.ts";

conformsToTokenizer(() => gptTokenizer({ encoding: "r50k_base" }));
// It leaves ids out between its special tokens.
conformsToTokenizer(() => gptTokenizer({ encoding: "cl100k_base" }));

async function open(encoding: GptTokenizerOptions["encoding"]) {
  const source = await resolveProvider(TOKENIZER, gptTokenizer({ encoding }));
  return source.open(async function* () {});
}

// What tiktoken gives, by OpenAI's cookbook, "How to count tokens with Tiktoken".
for (const [encoding, text, ids] of [
  ["cl100k_base", "tiktoken is great!", [83, 1609, 5963, 374, 2294, 0]],
  ["cl100k_base", "2 + 2 = 4", [17, 489, 220, 17, 284, 220, 19]],
  ["r50k_base", "2 + 2 = 4", [17, 1343, 362, 796, 604]],
  ["r50k_base", "antidisestablishmentarianism", [415, 29207, 44390, 3699, 1042]],
  ["p50k_base", "antidisestablishmentarianism", [415, 29207, 44390, 3699, 1042]],
] as const) {
  test(`gptTokenizer() gives the ids of tiktoken for "${text}", ${encoding}`, async () => {
    assert.deepEqual([...(await open(encoding)).encode(text)], ids);
  });
}

test("gptTokenizer() takes what looks like a special token as text", async () => {
  const tokenizer = await open("r50k_base");
  const ids = tokenizer.encode("<|endoftext|>");
  assert.ok(!ids.includes(50_256));
  assert.equal(tokenizer.decode(ids), "<|endoftext|>");
});

test("gptTokenizer() and tokenizerFrom() refuse an encoding that is not known", async () => {
  assert.throws(() => gptTokenizer({ encoding: "gpt-9" as never }), {
    code: "options/invalid",
    message: /^"encoding" must be one of "r50k_base"/,
  });
  await assert.rejects(tokenizerFrom({ kind: "gpt", encoding: "gpt-9" }), {
    code: "data/invalid",
    message: /"encoding" must be one of r50k_base/,
  });
});
