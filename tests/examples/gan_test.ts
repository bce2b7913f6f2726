import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { tf } from "../../deps.ts";
import { encodePng } from "../../examples/_png.ts";

// An example awaits at its top level, which a test file must not.
const example = import("../../examples/gan.ts");

test("gan() trains two networks in turns, and measures the drawings", async () => {
  const { gan, picture } = await example;
  const before = tf.memory().numTensors;
  const { epochs, drawn, real } = await gan({ seed: 1, steps: 6 });
  assert.equal(tf.memory().numTensors, before, "tensors left behind");
  assert.deepEqual(
    epochs.map(({ step }) => step),
    [6],
  );
  const [{ judgeLoss, artistLoss, images }] = epochs as [(typeof epochs)[0]];
  // A judge that guesses has a loss of ln 2, and says as much of the drawings.
  for (const loss of [judgeLoss, artistLoss]) assert.ok(loss > 0.1 && loss < 3, `${loss}`);
  assert.equal(images.length, 64 * 14 * 14);
  assert.ok(images.every((shade) => shade >= 0 && shade <= 1));
  assert.ok(real.sure > 0.5 && real.classes === 10, JSON.stringify(real));
  assert.ok(drawn.sure <= 1);
  assert.equal(picture(images, 1).at(0), 0x89);
});

test("encodePng() writes a file that its specification describes", () => {
  const bytes = encodePng(Float32Array.of(0, 1, 0.5, 0.2, 2, -1), 3);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  assert.deepEqual([...bytes.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  // IHDR: width, height, 8 bits, gray; its checksum is that of Python's zlib.crc32(b"IHDR" + ...).
  assert.deepEqual([view.getUint32(16), view.getUint32(20), bytes[24], bytes[25]], [3, 2, 8, 0]);
  assert.equal(view.getUint32(29), 0xb81f39c6);
  const length = view.getUint32(33);
  assert.deepEqual(
    [...inflateSync(bytes.subarray(41, 41 + length))],
    [0, 0, 255, 128, 0, 51, 255, 0],
  );
});
