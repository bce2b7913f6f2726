import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeLz4Frame } from "../../../../modules/data/_arrow/lz4_frame.ts";

/** A frame of blocks, each with its size, without checksums and content size. */
const frame = (...blocks: readonly (readonly number[])[]) =>
  Uint8Array.from([
    ...[0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0],
    ...blocks.flatMap((block) => [block.length, 0, 0, 0, ...block]),
    ...[0, 0, 0, 0],
  ]);

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const ascii = (characters: string) => [...Buffer.from(characters)];

test("decodeLz4Frame() repeats bytes that it has unpacked, those of the block before too", () => {
  // 3 literals, then 4 + 4 bytes from 3 before the end on; the last sequence has literals alone.
  const first = [0x34, ...ascii("abc"), 3, 0, 0x10, ...ascii("!")];
  assert.equal(text(decodeLz4Frame(frame(first))), "abcabcabcab!");
  // 0 literals, then 4 bytes from 12 before the end on.
  const second = [0x00, 12, 0, 0x10, ...ascii("?")];
  assert.equal(text(decodeLz4Frame(frame(first, second))), "abcabcabcab!abca?");
});

test("decodeLz4Frame() takes lengths beyond 15 and blocks that are stored", () => {
  // 15 + 2 literals; then a match of 4 + 15 + 255 + 1 bytes at distance 1, and one literal.
  const literals = ascii("0123456789abcdefg");
  const block = [0xff, 2, ...literals, 1, 0, 255, 1, 0x10, ...ascii("h")];
  const expected = `0123456789abcdefg${"g".repeat(275)}h`;
  assert.equal(text(decodeLz4Frame(frame(block))), expected);
  const stored = frame(ascii("as it is"));
  stored[10] = 0x80;
  assert.equal(text(decodeLz4Frame(stored)), "as it is");
});

test("decodeLz4Frame() fails when a frame is cut off anywhere, or refers to nothing", () => {
  const whole = frame([0x34, ...ascii("abc"), 3, 0, 0x10, ...ascii("!")]);
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeLz4Frame(whole.subarray(0, length)), RangeError);
  }
  assert.throws(() => decodeLz4Frame(frame([0x00, 1, 0])), /LZ4 refers to no bytes/);
  assert.throws(() => decodeLz4Frame(frame([0xf0])), /an LZ4 block is cut off/);
});
