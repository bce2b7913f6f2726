import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import { decodeHeader, type FileEntry, headerBytes } from "./safetensors.ts";
import type { WeightArray } from "./write_tensors.ts";

/** Reads one number at a byte. */
interface Dtype {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

/** Kinds of numbers by the format's names. */
const DTYPES: Readonly<Record<string, Dtype>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => halfOf(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brainOf(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/**
 * Returns the tensors of a safetensors file by their names, as float32.
 *
 * @throws {TolariaError} `model/corrupt` if the bytes are no such file, or a tensor is of a kind that is not known.
 */
export function readSafetensors(bytes: Uint8Array): ReadonlyMap<string, WeightArray> {
  try {
    const length = headerBytes(bytes, bytes.length);
    const start = 8 + length;
    const entries = decodeHeader(bytes.subarray(8, start), bytes.length - start);
    const data = bytes.subarray(start);
    return new Map([...entries].map(([name, entry]) => [name, arrayOf(entry, data)]));
  } catch (cause) {
    throw new TolariaError(
      "model/corrupt",
      errorMessage(messageOf(cause), "read it as a safetensors file"),
      { cause },
    );
  }
}

function arrayOf({ name, dtype, shape, begin, end }: FileEntry, bytes: Uint8Array): WeightArray {
  const kind = DTYPES[dtype];
  if (!kind) throw new Error(`"${name}" is of kind ${dtype}, which is not known`);
  const size = shape.reduce((a, b) => a * b, 1);
  if (size * kind.bytes !== end - begin) {
    throw new Error(`"${name}" must have ${size * kind.bytes} bytes, but has ${end - begin}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
  const data = Float32Array.from({ length: size }, (_, at) => kind.read(view, at * kind.bytes));
  return { shape, data };
}

/** The number of an IEEE 754 half: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits >>> 15 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** The number of a bfloat16: the upper half of a float32. */
function brainOf(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
