import assert from "node:assert/strict";
import { test } from "node:test";
import { TextStream } from "../../../../modules/models/_generate/text_stream.ts";

const decoder = new TextDecoder();
const bytes = { decode: (ids: ArrayLike<number>) => decoder.decode(Uint8Array.from(ids)) };

test("TextStream hands over characters when their bytes are there", () => {
  const stream = new TextStream(bytes);
  const pieces = [...new TextEncoder().encode("aé€😀b")].map((byte) => stream.add(byte));
  assert.deepEqual(pieces, ["a", "", "é", "", "", "€", "", "", "", "😀", "b"]);
  assert.equal(stream.end(), "");
});

test("TextStream hands over bytes that are no text", () => {
  const stream = new TextStream(bytes);
  const pieces = [0xe2, 0x82, 0x41, 0xff, 0xff, 0xff, 0xff, 0xf0].map((byte) => stream.add(byte));
  assert.equal(
    pieces.join("") + stream.end(),
    decoder.decode(Uint8Array.of(0xe2, 0x82, 0x41, 0xff, 0xff, 0xff, 0xff, 0xf0)),
  );
  assert.equal(pieces[2], "\ufffdA");
});

test("TextStream reads a token behind those before it", () => {
  // Words, with a space between them but none at the start: as SentencePiece has it.
  const words = { decode: (ids: ArrayLike<number>) => Array.from(ids, (id) => `w${id}`).join(" ") };
  const stream = new TextStream(words);
  assert.equal([1, 2, 3].map((id) => stream.add(id)).join(""), "w1 w2 w3");
});
