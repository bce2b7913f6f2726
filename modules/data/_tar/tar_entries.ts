import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { readPaxRecords } from "./pax_records.ts";
import { readTarHeader, TAR_BLOCK, type TarHeader, text } from "./tar_header.ts";

/** A file in a tar archive. */
export interface TarEntry {
  /** Path in the archive. */
  readonly name: string;
  /** Where its bytes begin. */
  readonly offset: number;
  /** Its bytes. */
  readonly size: number;
}

/** What headers before that of an entry say about it. */
interface Extension {
  name?: string;
  size?: number;
}

/** Type flags of what says more of the next entry: pax headers, of one and of all, long names and long link names. */
const EXTENSIONS = "xgLK";
/** Links, devices and folders. A link of an old archive has the size of its target, and no bytes. */
const BODILESS = "123456";
/** Sparse files, and what begins in another archive. */
const UNREADABLE = "SM";

/** Long names and pax headers larger than this are no such. */
const MAX_EXTENSION_BYTES = 1 << 20;
const WINDOW_BYTES = 1 << 14;

/**
 * Lists the files of a tar archive by their headers alone, in their order; folders, links and devices are left out.
 *
 * Long names of GNU and of pax, and sizes beyond 8 GiB of both, are understood.
 *
 * @throws {TolariaError} `data/corrupt`, with the byte, if the archive is cut off, compressed or otherwise broken.
 */
export function* tarEntries(path: string): Generator<TarEntry> {
  const file = openSync(path, "r");
  try {
    yield* new TarWalk(path, file).entries();
  } finally {
    closeSync(file);
  }
}

class TarWalk {
  readonly #path: string;
  readonly #file: number;
  readonly #length: number;
  #window = { start: 0, bytes: new Uint8Array() };

  constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
    this.#length = fstatSync(file).size;
  }

  *entries(): Generator<TarEntry> {
    let at = 0;
    let extension: Extension = {};
    for (let header = this.#header(at); header; header = this.#header(at)) {
      const offset = at + TAR_BLOCK;
      const { type } = header;
      if (EXTENSIONS.includes(type)) {
        this.#checkBody(at, header);
        extension = { ...extension, ...this.#extension(at, header) };
        at = offset + padded(header.size);
        continue;
      }
      const entry = { ...header, ...extension };
      extension = {};
      if (UNREADABLE.includes(type)) {
        this.#fail(at, `"${entry.name}" is sparse or goes on in another archive`);
      }
      if (BODILESS.includes(type)) at = offset;
      else {
        this.#checkBody(at, entry);
        // Old archives mark a folder by its name alone.
        if (!entry.name.endsWith("/")) yield { name: entry.name, offset, size: entry.size };
        at = offset + padded(entry.size);
      }
    }
    this.#checkEnd(at);
  }

  /** Reads the header at byte `at`; undefined for the end. */
  #header(at: number): TarHeader | undefined {
    const compressed = at === 0 ? compression(this.#read(0, Math.min(6, this.#length))) : undefined;
    if (compressed) this.#fail(at, compressedBy(compressed));
    if (at + TAR_BLOCK > this.#length) {
      this.#fail(at, `the archive is cut off: there is no end in its ${this.#length} bytes`);
    }
    const block = this.#read(at, TAR_BLOCK);
    try {
      return readTarHeader(block);
    } catch (error) {
      this.#fail(at, messageOf(error));
    }
  }

  #checkBody(at: number, { name, size }: Pick<TarHeader, "name" | "size">): void {
    const left = this.#length - at - TAR_BLOCK;
    if (size > left) this.#fail(at, `"${name}" has ${size} bytes, of which ${left} are there`);
  }

  #extension(at: number, { type, size }: TarHeader): Extension {
    if (size > MAX_EXTENSION_BYTES) this.#fail(at, `a header has ${size} bytes`);
    const bytes = this.#read(at + TAR_BLOCK, size);
    try {
      if (type === "L") return { name: text(bytes, 0, size) };
      return type === "x" ? fromPax(readPaxRecords(bytes)) : {};
    } catch (error) {
      this.#fail(at, messageOf(error));
    }
  }

  /** An archive that goes on after its end is several in one file, of which only the first would be read. */
  #checkEnd(from: number): void {
    for (let at = from; at < this.#length; at += MAX_EXTENSION_BYTES) {
      const rest = this.#read(at, Math.min(MAX_EXTENSION_BYTES, this.#length - at));
      const found = rest.findIndex((byte) => byte !== 0);
      if (found >= 0) this.#fail(at + found, "there is data after the end of the archive");
    }
  }

  /** Reads from a window, since small files lie close to each other. */
  #read(at: number, length: number): Uint8Array {
    const { start, bytes } = this.#window;
    const from = at - start;
    if (from >= 0 && from + length <= bytes.length) return bytes.subarray(from, from + length);
    const wanted = new Uint8Array(Math.max(length, WINDOW_BYTES));
    const bytesRead = readSync(this.#file, wanted, 0, wanted.length, at);
    if (bytesRead < length) this.#fail(at, `the file ends at byte ${at + bytesRead}`);
    this.#window = { start: at, bytes: wanted.subarray(0, bytesRead) };
    return wanted.subarray(0, length);
  }

  #fail(at: number, reason: string): never {
    const action = `read the tar "${this.#path}" at byte ${at}`;
    throw new TolariaError("data/corrupt", errorMessage(reason, action));
  }
}

function fromPax(records: ReadonlyMap<string, string>): Extension {
  const sparse = [...records.keys()].find((key) => key.startsWith("GNU.sparse"));
  if (sparse) throw new Error("the next file is sparse");
  const [name, size] = [records.get("path"), records.get("size")];
  return { ...(name !== undefined && { name }), ...(size !== undefined && { size: Number(size) }) };
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
}

function compressedBy(name: string): string {
  return `it is compressed with ${name}: decompress it, so that a sample can be read without all those before it`;
}

function compression(block: Uint8Array): string | undefined {
  const [a, b, c, d] = block;
  if (a === 0x1f && b === 0x8b) return "gzip";
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd";
  if (a === 0x42 && b === 0x5a && c === 0x68) return "bzip2";
  return a === 0xfd && b === 0x37 && c === 0x7a ? "xz" : undefined;
}
