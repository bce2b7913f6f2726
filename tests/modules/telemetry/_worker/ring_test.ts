import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Ring } from "../../../../modules/telemetry/_worker/ring.ts";

/** Two ends of one ring. */
function ends(bytes: number): { writer: Ring; reader: Ring } {
  const writer = new Ring(bytes);
  return { writer, reader: new Ring(writer.buffer) };
}

test("Ring gives texts back in order, whatever they are and however the ends take turns", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constant(undefined)), { maxLength: 60 }),
      (moves) => {
        const { writer, reader } = ends(128);
        const held: string[] = [];
        for (const move of moves) {
          // A text is written, and nothing stands for a read.
          if (move === undefined) assert.equal(reader.take(), held.shift());
          else if (writer.push(move) === "taken") held.push(move);
        }
        for (const text of held) assert.equal(reader.take(), text);
        assert.equal(reader.take(), undefined);
      },
    ),
  );
});

test("Ring.push() says that it is full, and takes more after a read", () => {
  const { writer, reader } = ends(32);
  // 4 bytes of length and 10 of text: two of them are 28 of 32.
  assert.equal(writer.push("0123456789"), "taken");
  assert.equal(writer.push("abcdefghij"), "taken");
  assert.equal(writer.push("x"), "full");
  assert.equal(reader.take(), "0123456789");
  assert.equal(writer.push("klmnopqrst"), "taken");
  assert.deepEqual(
    [reader.take(), reader.take(), reader.take()],
    ["abcdefghij", "klmnopqrst", undefined],
  );
});

test("Ring.push() says that a text is too long which will never have room", () => {
  const { writer } = ends(32);
  assert.equal(writer.push("x".repeat(28)), "taken");
  assert.equal(writer.push("x".repeat(29)), "too-long");
});

test("Ring goes on when its counters pass 2^31 and 2^32", () => {
  for (const start of [2 ** 31 - 7, 2 ** 32 - 7]) {
    const { writer, reader } = ends(32);
    new Int32Array(writer.buffer, 0, 2).fill(start | 0);
    for (let index = 0; index < 5; index++) {
      assert.equal(writer.push(`text ${index}`), "taken");
      assert.equal(reader.take(), `text ${index}`);
    }
    assert.ok(reader.isEmpty);
  }
});

test("Ring.rouse() is true once after the reader has gone to rest with nothing to read", () => {
  const { writer, reader } = ends(32);
  writer.push("a");
  assert.equal(reader.rest(), false);
  reader.take();
  assert.equal(reader.rest(), true);
  assert.equal(writer.rouse(), true);
  assert.equal(writer.rouse(), false);
});
