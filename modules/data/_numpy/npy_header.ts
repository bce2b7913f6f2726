import { cannotRead } from "../_indexed/mod.ts";
import { type ElementType, elementType, typeFault } from "./array_type.ts";

/** What the header of an array says. */
export interface NpyHeader {
  /** Extents of its axes, the examples first. */
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Whether the first axis changes fastest. */
  readonly fortran: boolean;
  /** Offset of the first element, bytes. */
  readonly offset: number;
}

/** 0x93, then NUMPY. */
const MAGIC = Buffer.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/** Bytes from which the length of a header is known. */
export const PREFIX_BYTES = 12;

/**
 * Length of a header with what comes before it.
 *
 * @param name What is read, for errors: a path, or a path and the name of the array in it.
 * @throws {TolariaError} `data/corrupt` if the array does not begin as one of NumPy's.
 */
export function headerLength(prefix: Buffer, name: string): number {
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw cannotRead(
      name,
      'it does not begin with "\\x93NUMPY": it is no .npy file, or is cut off',
    );
  }
  const version = prefix[6] as number;
  if (version === 1) return 10 + prefix.readUInt16LE(8);
  if (version === 2 || version === 3) return 12 + prefix.readUInt32LE(8);
  throw cannotRead(name, `its version is ${version}, but 1, 2 and 3 are known`);
}

/**
 * Parses a header: the literal of a Python dictionary.
 *
 * @throws {TolariaError} `data/corrupt` if it cannot be read, or its elements are no numbers.
 * @see NumPy, `numpy.lib.format`.
 */
export function parseHeader(bytes: Buffer, name: string): NpyHeader {
  const text = bytes.toString("latin1", bytes[6] === 1 ? 10 : 12);
  const descr = /'descr':\s*('([^']*)'|\[)/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const extents = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (!descr || order === undefined || extents === undefined) {
    throw cannotRead(name, `its header is damaged: ${JSON.stringify(text.trim().slice(0, 80))}`);
  }
  const kind = descr[2] ?? "|V";
  const type = elementType(kind);
  if (!type) throw cannotRead(name, typeFault(kind));
  const shape = extents.split(",").flatMap((part) => (part.trim() ? [Number(part)] : []));
  if (shape.length === 0)
    throw cannotRead(name, "it is a single number, without an axis of examples");
  if (shape.some((extent) => extent === 0)) {
    throw cannotRead(name, `it is empty: its shape is [${shape.join(", ")}]`);
  }
  return { shape, type, fortran: order === "True", offset: bytes.length };
}
