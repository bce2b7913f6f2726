import assert from "node:assert/strict";
import { test } from "node:test";
import { TOKENIZER } from "../../../core/mod.ts";
import { bytes } from "../../../modules/tokenizers/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTokenizer } from "../../../testing/tokenizer.ts";

conformsToTokenizer(() => bytes());

const open = async () => (await resolveProvider(TOKENIZER, bytes())).open(async function* () {});

test("bytes() takes the bytes of UTF-8 as ids", async () => {
  const tokenizer = await open();
  assert.equal(tokenizer.size, 256);
  // U+00E9 is C3 A9 and U+20AC is E2 82 AC (The Unicode Standard, table 3-6).
  assert.deepEqual(tokenizer.encode("aé€"), Int32Array.of(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac));
});

test("bytes() decodes what is no UTF-8 to U+FFFD", async () => {
  const tokenizer = await open();
  assert.equal(tokenizer.decode([0x61, 0xc3, 0x62]), "a\ufffdb");
  assert.equal(tokenizer.decode([0xe2, 0x82]), "\ufffd");
});
