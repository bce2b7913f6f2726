import { Writer } from "../../../deps.ts";
import { BusEnvelope, type FieldsOf, MAX_MESSAGE_BYTES } from "../../../proto/mod.ts";

// How training and controller talk over a pipe: `BusEnvelope`s, each after its length as a varint, as protobuf's own
// delimited streams in every language.

/** Longest envelope: a message, and room for its attributes. */
const MAX_FRAME_BYTES = MAX_MESSAGE_BYTES + 4096;

/** Longest varint of a length. */
const MAX_LENGTH_BYTES = 5;

/** Bytes of an envelope with its length before it. */
export function frame(envelope: FieldsOf<typeof BusEnvelope>): Uint8Array {
  return new Writer().bytes(BusEnvelope.encode(envelope, MAX_FRAME_BYTES)).finish();
}

/** Cuts a stream of bytes into envelopes. */
export class FrameReader {
  #held: Uint8Array = new Uint8Array();

  /**
   * Takes more bytes; returns the envelopes that they complete.
   *
   * @throws {TolariaError} `leyline/*` for bytes that are none; {@link RangeError} for a length that none can have.
   */
  push(chunk: Uint8Array): BusEnvelope[] {
    this.#held = this.#held.length === 0 ? chunk : joined(this.#held, chunk);
    const envelopes: BusEnvelope[] = [];
    for (;;) {
      const head = readLength(this.#held);
      if (!head || this.#held.length < head.bytes + head.length) return envelopes;
      const end = head.bytes + head.length;
      envelopes.push(BusEnvelope.decode(this.#held.subarray(head.bytes, end), MAX_FRAME_BYTES));
      this.#held = this.#held.slice(end);
    }
  }
}

/** The varint at the begin; undefined while it is not complete. */
function readLength(bytes: Uint8Array): { length: number; bytes: number } | undefined {
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    length += (byte & 127) * 2 ** (7 * at);
    if (length > MAX_FRAME_BYTES || at >= MAX_LENGTH_BYTES) {
      throw new RangeError(
        `An envelope must have at most ${MAX_FRAME_BYTES} bytes, but has ${length}. Cannot read the stream.`,
      );
    }
    if (byte < 128) return { length, bytes: at + 1 };
  }
  return undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
