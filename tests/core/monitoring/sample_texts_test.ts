import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExampleSample, Tokenizer } from "../../../core/mod.ts";
import { sampleTexts } from "../../../core/monitoring/sample_texts.ts";

const LETTERS: Tokenizer = {
  name: "letters",
  size: 3,
  encode: (text) => Int32Array.from(text, (letter) => "abc".indexOf(letter)),
  decode: (ids) => Array.from(ids, (id) => "abc"[id]).join(""),
  toJson: () => ({}),
};

/** Two texts of two ids: "ab", behind which comes "c", and "ca", behind which comes "b". */
const SAMPLE: ExampleSample = {
  step: 7,
  size: 2,
  input: { shape: [2], values: Float32Array.of(0, 1, 2, 0) },
  target: { shape: [2], values: Float32Array.of(1, 2, 0, 1) },
  // Of each position the scores of "a", "b" and "c"; those of the last one count.
  output: {
    shape: [2, 3],
    values: Float32Array.of(9, 0, 0, 0, 0, Math.log(2), 9, 0, 0, Math.log(6), 0, 0),
  },
};

test("sampleTexts() says of each text what the network expects behind it, and how surely", () => {
  const [first, second] = sampleTexts(SAMPLE, LETTERS) ?? [];
  // exp: 1, 1, 2, so 2 of 4; and 6, 1, 1, so 6 of 8.
  assert.deepEqual(
    { ...first, sureness: first?.sureness.toFixed(4) },
    { text: "ab", truth: "c", predicted: "c", right: true, sureness: "0.5000" },
  );
  assert.deepEqual(
    { ...second, sureness: second?.sureness.toFixed(4) },
    { text: "ca", truth: "b", predicted: "a", right: false, sureness: "0.7500" },
  );
});

test("sampleTexts() returns nothing for outputs that are no next ids", () => {
  const classes = { shape: [3], values: new Float32Array(6) };
  assert.equal(sampleTexts({ ...SAMPLE, output: classes }, LETTERS), undefined);
  assert.equal(sampleTexts(SAMPLE, { ...LETTERS, size: 4 }), undefined);
});
