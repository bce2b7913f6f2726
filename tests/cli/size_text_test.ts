import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeText } from "../../cli/size_text.ts";

test("sizeText() takes the unit that a size is less than a thousand of", () => {
  assert.equal(sizeText(0), "0 B");
  assert.equal(sizeText(999), "999 B");
  // 1260 / 1024 = 1.23; 5e6 / 2^20 = 4.77; 1000 MiB are 0.98 GiB.
  assert.equal(sizeText(1260), "1.2 KiB");
  assert.equal(sizeText(5e6), "4.8 MiB");
  assert.equal(sizeText(1000 * 2 ** 20), "1.0 GiB");
  assert.equal(sizeText(3 * 2 ** 50), "3072.0 TiB");
});
