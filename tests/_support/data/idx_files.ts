import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** How an element type of IDX is written: its code, its bytes, and what puts one into a view. */
export interface IdxType {
  readonly code: number;
  readonly bytes: number;
  readonly write: (view: DataView, at: number, value: number) => void;
}

/** Every element type of the format. */
export const IDX_TYPES: Readonly<Record<"u8" | "i8" | "i16" | "i32" | "f32" | "f64", IdxType>> = {
  u8: { code: 0x08, bytes: 1, write: (view, at, value) => view.setUint8(at, value) },
  i8: { code: 0x09, bytes: 1, write: (view, at, value) => view.setInt8(at, value) },
  i16: { code: 0x0b, bytes: 2, write: (view, at, value) => view.setInt16(at, value) },
  i32: { code: 0x0c, bytes: 4, write: (view, at, value) => view.setInt32(at, value) },
  f32: { code: 0x0d, bytes: 4, write: (view, at, value) => view.setFloat32(at, value) },
  f64: { code: 0x0e, bytes: 8, write: (view, at, value) => view.setFloat64(at, value) },
};

/** The bytes of an IDX file. */
export function idxBytes(
  shape: readonly number[],
  values: ArrayLike<number>,
  type: keyof typeof IDX_TYPES = "u8",
): Uint8Array {
  const { code, bytes, write } = IDX_TYPES[type];
  const header = 4 + 4 * shape.length;
  const file = new Uint8Array(header + values.length * bytes);
  const view = new DataView(file.buffer);
  file.set([0, 0, code, shape.length]);
  for (const [axis, extent] of shape.entries()) view.setUint32(4 + 4 * axis, extent);
  for (let i = 0; i < values.length; i++) write(view, header + i * bytes, values[i] as number);
  return file;
}

/** Files in a folder of their own, which goes with {@link dispose}. */
export class TemporaryFiles implements Disposable {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "data-"));

  /** The folder. */
  get folder(): string {
    return this.#folder;
  }

  /** Writes a file and returns its path. */
  write(name: string, bytes: Uint8Array | string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  /** The same, compressed. */
  writeGzip(name: string, bytes: Uint8Array): string {
    return this.write(name, gzipSync(bytes));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
