/** An entry of an archive that a test writes. */
export interface TarPart {
  readonly name: string;
  /** Bytes or text of the file. @default none */
  readonly body?: string | Uint8Array;
  /** Type flag. @default "0", a file */
  readonly type?: string;
  /** What the header says of the size. @default that of the body */
  readonly size?: number;
  /** Start of the path in ustar's second field. */
  readonly prefix?: string;
  /** Magic and version. @default ustar's */
  readonly magic?: string;
}

/** The end of an archive: two blocks of zeros. */
export const TAR_END: Uint8Array = new Uint8Array(1_024);

/** Writes an archive, by the table of POSIX.1-2017, pax, "ustar Interchange Format". */
export function tarBytes(parts: readonly TarPart[], end: Uint8Array = TAR_END): Uint8Array {
  return new Uint8Array(Buffer.concat([...parts.map(entryBytes), end]));
}

/** The record of a pax header that says `key=value`. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  // The length counts its own digits.
  const length = bytes + String(bytes + String(bytes).length).length;
  return `${length}${rest}`;
}

function entryBytes({
  name,
  body = "",
  type = "0",
  size,
  prefix = "",
  magic = "ustar\x0000",
}: TarPart) {
  const bytes = Buffer.from(body);
  const entry = Buffer.alloc(512 + Math.ceil(bytes.length / 512) * 512);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  entry.write(name, 0);
  entry.write(octal(0o644, 7), 100);
  entry.write(octal(size ?? bytes.length, 11), 124);
  entry.write(octal(0, 11), 136);
  entry.write(" ".repeat(8), 148);
  entry.write(type, 156, "latin1");
  entry.write(magic, 257, "latin1");
  entry.write(prefix, 345);
  const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  entry.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  entry.set(bytes, 512);
  return entry;
}
