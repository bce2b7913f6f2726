const MAGIC = 0x184d2204;
const STORED = 0x80000000;

/** Bytes that grow. */
class Output {
  #bytes: Uint8Array;
  length = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(Math.max(64, size));
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Repeats `count` of the bytes from `distance` before the end on; those that are added count, too. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length) throw new RangeError("LZ4 refers to no bytes");
    this.#reserve(count);
    const bytes = this.#bytes;
    let from = this.length - distance;
    for (let added = 0; added < count; added++) bytes[this.length++] = bytes[from++] as number;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.length + count));
    grown.set(this.bytes);
    this.#bytes = grown;
  }
}

/**
 * Unpacks an LZ4 frame. Checksums are not compared.
 *
 * @throws {RangeError} If it is none, or is cut off.
 * @see Collet, "LZ4 frame format description" 1.6 and "LZ4 block format description".
 */
export function decodeLz4Frame(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC)
    throw new RangeError("an LZ4 frame must begin with 04224d18");
  const flags = view.getUint8(4);
  const [blockChecksum, contentSize, dictionary] = [flags & 16, flags & 8, flags & 1];
  let at = 7 + (contentSize ? 8 : 0) + (dictionary ? 4 : 0);
  const output = new Output(contentSize ? Number(view.getBigUint64(6, true)) : 3 * frame.length);
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return output.bytes;
    const end = at + (size & ~STORED);
    if (end > frame.length) throw new RangeError("an LZ4 block is cut off");
    const block = frame.subarray(at, end);
    if (size & STORED) output.append(block);
    else decodeBlock(block, output);
    at = end + (blockChecksum ? 4 : 0);
  }
}

function decodeBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new RangeError("an LZ4 block is cut off");
    return byte;
  };
  /** A length of 15 goes on in the bytes that follow, up to one that is not 255. */
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15; more; ) {
      const byte = next();
      length += byte;
      more = byte === 255;
    }
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw new RangeError("an LZ4 block is cut off");
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence has literals alone.
    if (at === block.length) return;
    const distance = next() | (next() << 8);
    output.repeat(distance, lengthFrom(token & 15) + 4);
  }
}
