import { Writer } from "../../../deps_worker.ts";
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

/** Cuts a stream of bytes into envelopes, in time linear in the bytes however they are cut. */
export class FrameReader {
  #buffer = new Uint8Array(4096);
  #start = 0;
  #end = 0;

  /**
   * Takes more bytes and yields the envelopes that they complete, decoding each when it is asked for.
   *
   * @throws {TolariaError} `leyline/*` if an envelope cannot be decoded; {@link RangeError} for a length that none can have.
   */
  *push(chunk: Uint8Array): Generator<BusEnvelope> {
    this.#append(chunk);
    for (;;) {
      const held = this.#buffer.subarray(this.#start, this.#end);
      const head = readLength(held);
      if (!head || held.length < head.bytes + head.length) return;
      const end = head.bytes + head.length;
      this.#start += end;
      // A copy: what is decoded may keep views of it.
      yield BusEnvelope.decode(held.slice(head.bytes, end), MAX_FRAME_BYTES);
    }
  }

  #append(chunk: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + chunk.length > this.#buffer.length) {
      // Twice what is needed, so that each byte is moved a bounded number of times.
      const buffer = new Uint8Array(Math.max(this.#buffer.length, 2 * (held + chunk.length)));
      buffer.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = buffer;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }
}

/** The varint at the start; undefined while it is incomplete. */
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
