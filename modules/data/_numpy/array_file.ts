import { messageOf, unknownName } from "../../../core/mod.ts";
import { unzipSync } from "../../../deps.ts";
import { DataFile } from "../_files/mod.ts";
import { cannotRead, fingerprintLine } from "../_indexed/mod.ts";
import { headerLength, type NpyHeader, PREFIX_BYTES, parseHeader } from "./npy_header.ts";

/** An array of NumPy's: its elements in memory, or read from its file by ranges. */
export class ArrayFile {
  /** What is read, for errors. */
  readonly name: string;
  readonly header: NpyHeader;
  /** Elements of one example. */
  readonly width: number;
  /** A line a file, as in the fingerprint of the data. */
  readonly fingerprint: string;
  readonly #bytes: Buffer<ArrayBuffer> | undefined;
  readonly #row: Float64Array;
  readonly #file: DataFile | undefined;

  private constructor(
    name: string,
    fingerprint: string,
    header: NpyHeader,
    held: { readonly bytes?: Buffer<ArrayBuffer>; readonly file?: DataFile },
  ) {
    this.name = name;
    this.header = header;
    this.width = header.shape.slice(1).reduce((product, extent) => product * extent, 1);
    this.fingerprint = fingerprint;
    this.#row = new Float64Array(this.width);
    this.#bytes = held.bytes;
    this.#file = held.file;
  }

  /**
   * Opens a `.npy` file.
   *
   * @param memoryBytes Largest file whose elements are held in memory.
   * @throws {TolariaError} `data/corrupt` if it cannot be read, or is too large for the order of its elements.
   */
  static open(path: string, memoryBytes: number): ArrayFile {
    const file = DataFile.open(path);
    try {
      const prefix = file.read(0, Math.min(PREFIX_BYTES, file.size));
      const length = headerLength(prefix, path);
      const header = parseHeader(file.read(0, length), path);
      checkLength(path, header, file.size);
      const fingerprint = fingerprintLine(file.state);
      if (file.size > memoryBytes) {
        if (header.fortran && header.shape.length > 1) throw tooLarge(path, file.size);
        return new ArrayFile(path, fingerprint, header, { file });
      }
      const bytes = file.read(header.offset);
      file.close();
      return new ArrayFile(path, fingerprint, header, { bytes });
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Opens an array of a `.npz` file, which is held in memory.
   *
   * @throws {TolariaError} `data/corrupt` if it cannot be read or has no such array.
   */
  static openPacked(path: string, array: string): ArrayFile {
    const file = DataFile.open(path);
    const name = `${path}/${array}.npy`;
    try {
      const names: string[] = [];
      const unpacked = unzipped(path, () =>
        unzipSync(file.read(0), {
          filter: (entry) => {
            names.push(entry.name.replace(/\.npy$/, ""));
            return entry.name === `${array}.npy`;
          },
        }),
      );
      const whole = unpacked[`${array}.npy`];
      if (!whole) throw cannotRead(path, unknownName("array", array, names));
      const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength);
      const header = parseHeader(bytes.subarray(0, headerLength(bytes, name)), name);
      checkLength(name, header, bytes.length);
      return new ArrayFile(name, fingerprintLine(file.state), header, {
        bytes: bytes.subarray(header.offset),
      });
    } finally {
      file.close();
    }
  }

  /** Whether elements are read from the file. */
  get onDisk(): boolean {
    return this.#file !== undefined;
  }

  /** Bytes of one example. */
  get rowBytes(): number {
    return this.width * this.header.type.bytes;
  }

  /** Returns the elements of an example in row-major order, which hold until the next call. */
  row(example: number): ArrayLike<number> {
    const { type, offset, fortran, shape } = this.header;
    const from = example * this.rowBytes;
    if (this.#file) {
      const bytes = this.#file.read(offset + from, offset + from + this.rowBytes);
      return this.#decode(bytes, 0);
    }
    const bytes = this.#bytes as Buffer<ArrayBuffer>;
    if (!fortran || shape.length === 1) return this.#decode(bytes, from);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const place = (_: number, at: number) =>
      type.read(view, type.bytes * fortranPlace(shape, example, at));
    return this.#row.map(place);
  }

  #decode(
    { buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>,
    from: number,
  ): ArrayLike<number> {
    const { type } = this.header;
    const start = byteOffset + from;
    if (type.view && start % type.bytes === 0) return type.view(buffer, start, this.width);
    const view = new DataView(buffer, byteOffset, byteLength);
    for (let at = 0; at < this.width; at++) this.#row[at] = type.read(view, from + at * type.bytes);
    return this.#row;
  }

  /** Closes the file. */
  close(): void {
    this.#file?.close();
  }
}

/** Place of an element in Fortran's order, from its example and its row-major place in it. */
function fortranPlace(shape: readonly number[], example: number, at: number): number {
  let rest = at;
  let place = 0;
  // The last axis changes fastest in `at`, and slowest in the file.
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const extent = shape[axis] as number;
    const stride = shape.slice(0, axis).reduce((product, one) => product * one, 1);
    place += (rest % extent) * stride;
    rest = Math.floor(rest / extent);
  }
  return place + example;
}

function checkLength(name: string, { shape, type, offset }: NpyHeader, size: number): void {
  const expected = shape.reduce((product, extent) => product * extent, type.bytes);
  const found = size - offset;
  if (found === expected) return;
  const rule = `${expected} bytes must follow its header for the shape [${shape.join(", ")}], but ${found} do`;
  throw cannotRead(name, found < expected ? `${rule}: it is cut off` : rule);
}

function tooLarge(path: string, size: number) {
  return cannotRead(
    path,
    `its ${size} bytes are in Fortran's order, which is not that of examples, and do not fit into "memoryBytes": raise it, or save numpy.ascontiguousarray() of it`,
  );
}

function unzipped<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw cannotRead(path, `it is no .npz file, or is damaged: ${messageOf(error)}`, error);
  }
}
