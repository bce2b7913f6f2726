import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FrameReader, frame } from "../../../../modules/tamiyo/_host/frames.ts";
import { BusMessageType } from "../../../../proto/mod.ts";

const messageType = BusMessageType.BUS_MESSAGE_TYPE_SYSTEM_STATE;

test("frame() puts the length before an envelope, as a varint", () => {
  // Field 1: 2 bytes. Field 2: 2 + 200 bytes for the key, a length of two bytes and the payload; 3 in all before it.
  const framed = frame({ messageType, payload: new Uint8Array(200) });
  const length = 2 + 3 + 200;
  assert.deepEqual([...framed.subarray(0, 2)], [(length & 127) | 128, length >> 7]);
  assert.equal(framed.length, 2 + length);
});

test("FrameReader.push() gives each envelope once, however the stream is cut", () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
  fc.assert(
    fc.property(
      payloads,
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (sent, cuts) => {
        const stream = Buffer.concat(sent.map((payload) => frame({ messageType, payload })));
        const reader = new FrameReader();
        const received: Uint8Array[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut++) {
          const size = cuts[cut % cuts.length] as number;
          for (const { payload } of reader.push(stream.subarray(at, at + size)))
            received.push(payload);
          at += size;
        }
        assert.deepEqual(
          received.map((payload) => [...payload]),
          sent.map((payload) => [...payload]),
        );
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("FrameReader.push() decodes no more envelopes than are taken", () => {
  // Each zero is an empty envelope; the one behind them is none.
  const stream = new Uint8Array(1_000_000);
  const taken = new FrameReader().push(Buffer.concat([stream, new Uint8Array(6).fill(0x80)]));
  for (let count = 0; count < 64; count++) assert.equal(taken.next().done, false);
});

test("FrameReader.push() refuses a length that no envelope can have", () => {
  const message = /must have at most 69632 bytes, but has/;
  assert.throws(() => [...new FrameReader().push(new Uint8Array([0xff, 0xff, 0x7f]))], message);
  assert.throws(() => [...new FrameReader().push(new Uint8Array(6).fill(0x80))], message);
});

test("frame() refuses an envelope that is too long", () => {
  assert.throws(() => frame({ messageType, payload: new Uint8Array(70_000) }), {
    code: "leyline/oversized",
  });
});
