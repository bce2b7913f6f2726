/** A header block of a tar archive. */
export interface TarHeader {
  /** Path as the header has it; empty for none. */
  readonly name: string;
  /** Bytes that follow the header. */
  readonly size: number;
  /** Type flag; `0` for a file. */
  readonly type: string;
}

/** Bytes of a header, and what the bytes of an entry are padded to. */
export const TAR_BLOCK = 512;

const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;

/**
 * Reads a header block, ustar's or GNU's.
 *
 * @param block 512 bytes.
 * @returns `undefined` for a block of zeros, which ends an archive.
 * @throws {Error} If it is no header.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
 */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const stored = number(block, CHECKSUM_AT, CHECKSUM_BYTES);
  const found = checksum(block);
  if (stored !== found)
    throw new Error(`its checksum is ${stored}, but its bytes sum up to ${found}`);
  const name = text(block, 0, 100);
  // GNU's magic goes on with a blank, and it has times where ustar has the start of a long path.
  const prefix = text(block, 257, 6) === "ustar" ? text(block, 345, 155) : "";
  const flag = block[156] as number;
  return {
    name: prefix ? `${prefix}/${name}` : name,
    size: number(block, 124, 12),
    type: flag === 0 ? "0" : String.fromCharCode(flag),
  };
}

/** Sum of the bytes, those of the checksum counted as blanks. */
function checksum(block: Uint8Array): number {
  const own = (at: number) => at >= CHECKSUM_AT && at < CHECKSUM_AT + CHECKSUM_BYTES;
  return block.reduce((sum, byte, at) => sum + (own(at) ? 32 : byte), 0);
}

/** A number: octal digits, or bytes in GNU's form, whose first has the highest bit. */
function number(block: Uint8Array, at: number, length: number): number {
  const field = block.subarray(at, at + length);
  const first = field[0] as number;
  if (first & 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, first & 0x7f);
    if (!Number.isSafeInteger(value))
      throw new Error(`byte ${at} of its header begins a number beyond 2^53`);
    return value;
  }
  const digits = text(block, at, length).trim();
  if (/^[0-7]*$/.test(digits)) return Number.parseInt(digits || "0", 8);
  throw new Error(
    `byte ${at} of its header must begin an octal number, but has ${JSON.stringify(digits)}`,
  );
}

/** Text up to the first zero. */
export function text(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
