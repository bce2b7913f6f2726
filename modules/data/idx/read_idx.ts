import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { errorMessage, messageOf, TolariaError } from "../../../core/mod.ts";

/** Numbers of an IDX file. */
export interface IdxArray {
  /** Extents of its axes, the examples first. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Uint8Array | Int32Array | Float32Array;
}

interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
  readonly list: (length: number) => Int32Array | Float32Array;
}

/** Element types by their code in the third byte. Doubles lose precision that float32 has not. */
const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  9: { bytes: 1, read: (view, at) => view.getInt8(at), list: (n) => new Int32Array(n) },
  11: { bytes: 2, read: (view, at) => view.getInt16(at), list: (n) => new Int32Array(n) },
  12: { bytes: 4, read: (view, at) => view.getInt32(at), list: (n) => new Int32Array(n) },
  13: { bytes: 4, read: (view, at) => view.getFloat32(at), list: (n) => new Float32Array(n) },
  14: { bytes: 8, read: (view, at) => view.getFloat64(at), list: (n) => new Float32Array(n) },
};

const UNSIGNED_BYTE = 8;
const GZIP_MAGIC = 0x1f8b;

/**
 * Reads an IDX file, gzip-compressed or not: two zero bytes, the element type, the number of axes, their
 * extents as big-endian 32-bit numbers, then the elements.
 *
 * @throws {TolariaError} `data/corrupt`, naming the file, the offset, what was expected and what was found.
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section on file formats.
 */
export async function readIdx(path: string): Promise<IdxArray> {
  const bytes = await readBytes(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [zero, type, rank] = readMagic(path, view);
  if (zero !== 0) {
    corrupt(path, 0, "two zero bytes", `0x${zero.toString(16).padStart(4, "0")}`);
  }
  const element = ELEMENT_TYPES[type];
  if (!element && type !== UNSIGNED_BYTE) {
    corrupt(path, 2, "an element type of 8, 9, 11, 12, 13 or 14", String(type));
  }
  if (rank === 0) corrupt(path, 3, "at least 1 axis", "0");
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    corrupt(path, 4, `${4 * rank} bytes of extents`, `${bytes.length - 4} bytes`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, extent) => product * extent, 1);
  const expected = count * (element?.bytes ?? 1);
  if (bytes.length - header !== expected) {
    corrupt(
      path,
      header,
      `${expected} bytes for the shape [${shape.join(", ")}]`,
      `${bytes.length - header} bytes`,
    );
  }
  if (!element) return { shape, values: bytes.subarray(header) };
  const values = element.list(count);
  for (let i = 0; i < count; i++) values[i] = element.read(view, header + i * element.bytes);
  return { shape, values };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    const compressed = bytes.length > 1 && bytes.readUInt16BE(0) === GZIP_MAGIC;
    return compressed ? await promisify(gunzip)(bytes) : bytes;
  } catch (error) {
    throw new TolariaError("data/corrupt", errorMessage(messageOf(error), `read "${path}"`), {
      cause: error,
    });
  }
}

function readMagic(
  path: string,
  view: DataView,
): readonly [zero: number, type: number, rank: number] {
  if (view.byteLength < 4) corrupt(path, 0, "4 bytes of magic number", `${view.byteLength} bytes`);
  return [view.getUint16(0), view.getUint8(2), view.getUint8(3)];
}

function corrupt(path: string, offset: number, expected: string, found: string): never {
  throw new TolariaError(
    "data/corrupt",
    `At byte ${offset} there must be ${expected}, but is ${found}. Cannot read "${path}".`,
  );
}
