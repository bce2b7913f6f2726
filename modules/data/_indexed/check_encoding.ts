import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import { cannotRead } from "./text_index.ts";

/** Bytes that mark a file as UTF-8. */
const UTF8_MARK_BYTES = 3;

const starts = (head: Uint8Array, ...bytes: readonly number[]) =>
  bytes.every((byte, at) => head[at] === byte);

/**
 * Checks from its first bytes that a file is UTF-8 text.
 *
 * @returns Bytes of its byte order mark: 3 or 0.
 * @throws {TolariaError} `data/corrupt` if it is compressed, of another encoding or binary.
 */
export function checkEncoding(path: string, head: Uint8Array): number {
  const compressed = compressionOf(head);
  if (compressed) {
    throw cannotRead(
      path,
      `it is compressed (${compressed}), and compressed bytes cannot be read by their offset. Unpack it first, for example with ${unpack(compressed, path)}`,
    );
  }
  for (const [name, first, second] of [
    ["UTF-16LE", 0xff, 0xfe],
    ["UTF-16BE", 0xfe, 0xff],
  ] as const) {
    if (starts(head, first, second)) throw wrongEncoding(path, `${name}: it begins with its mark`);
  }
  const zero = head.indexOf(0);
  if (zero >= 0) throw wrongEncoding(path, `binary or UTF-16: byte ${zero} is 0`);
  return starts(head, 0xef, 0xbb, 0xbf) ? UTF8_MARK_BYTES : 0;
}

/** Offset of the first byte that is no UTF-8; `undefined` if all are. */
export function firstInvalidByte(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  let low = 0;
  let high = bytes.length;
  // The longest valid beginning, but for a character that is cut at its end.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return startOfCut(bytes.subarray(0, low));
}

function isValidPrefix(bytes: Uint8Array): boolean {
  return isUtf8(bytes.subarray(0, startOfCut(bytes)));
}

/** Offset of a character that the end of `bytes` cuts; their length if it cuts none. */
function startOfCut(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needed ? bytes.length - back : bytes.length;
    }
    if (byte < 0x80) break;
  }
  return bytes.length;
}

function compressionOf(head: Uint8Array): "gzip" | "zstd" | "zip" | "bzip2" | "xz" | undefined {
  if (starts(head, 0x1f, 0x8b)) return "gzip";
  if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) return "zstd";
  if (starts(head, 0x50, 0x4b, 0x03, 0x04)) return "zip";
  if (starts(head, 0x42, 0x5a, 0x68)) return "bzip2";
  return starts(head, 0xfd, 0x37, 0x7a, 0x58, 0x5a) ? "xz" : undefined;
}

function unpack(kind: NonNullable<ReturnType<typeof compressionOf>>, path: string): string {
  const file = basename(path);
  const commands = {
    gzip: `gunzip --keep ${file}`,
    zstd: `unzstd --keep ${file}`,
    zip: `unzip ${file}`,
    bzip2: `bunzip2 --keep ${file}`,
    xz: `unxz --keep ${file}`,
  };
  return commands[kind];
}

function wrongEncoding(path: string, found: string) {
  return cannotRead(
    path,
    `it must be UTF-8 text, but is ${found}. Convert it, for example with iconv`,
  );
}
