import { createHash, type Hash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";
import {
  type Block,
  encodeHeader,
  entriesOf,
  type FileEntry,
} from "../../../core/safetensors/mod.ts";
import type { TensorRow } from "./checkpoint_record.ts";
import { PARTIAL, syncDirectory, TENSORS } from "./file_names.ts";

/** Writes one safetensors file under a temporary name, and hashes each tensor on the way. */
export class FileWrite {
  /** What it is called when it is whole. */
  readonly name: string;
  readonly #directory: string;
  readonly #file: number;
  readonly #entries: readonly FileEntry[];
  readonly #rows: TensorRow[] = [];
  #hash: Hash = createHash("sha256");
  #hashed = 0;
  #written = 0;

  constructor(
    directory: string,
    step: number,
    blocks: readonly Block[],
    metadata: Record<string, string>,
  ) {
    // The process is in the name, so that another can tell whether anybody is still at it.
    this.name = `step-${step}-${pid}-${randomBytes(4).toString("hex")}${TENSORS}`;
    this.#directory = directory;
    this.#entries = entriesOf(blocks);
    this.#file = openSync(this.#partial, "wx", 0o600);
    this.#append(encodeHeader(this.#entries, metadata));
    this.#finishEmpty();
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.#written;
  }

  /** Writes the next bytes of the numbers. */
  add(bytes: Uint8Array): void {
    this.#append(bytes);
    for (let from = 0; from < bytes.length; ) {
      const { begin, end } = this.#current;
      const taken = Math.min(bytes.length - from, end - begin - this.#hashed);
      this.#hash.update(bytes.subarray(from, from + taken));
      this.#hashed += taken;
      from += taken;
      this.#finishEmpty();
    }
  }

  /** Makes the file durable under its name. Returns its tensors with their hashes. */
  commit(): readonly TensorRow[] {
    if (this.#rows.length < this.#entries.length) {
      throw new Error(`bytes of "${this.#current.name}" are missing`);
    }
    fsyncSync(this.#file);
    closeSync(this.#file);
    renameSync(this.#partial, join(this.#directory, this.name));
    syncDirectory(this.#directory);
    return this.#rows;
  }

  /** Gives it up. */
  abort(): void {
    try {
      closeSync(this.#file);
    } catch {
      // It was closed already, where what failed came after that.
    }
    rmSync(this.#partial, { force: true });
    rmSync(join(this.#directory, this.name), { force: true });
  }

  get #partial(): string {
    return join(this.#directory, `${this.name}${PARTIAL}`);
  }

  /** The tensor whose bytes come next. */
  get #current(): FileEntry {
    const entry = this.#entries[this.#rows.length];
    if (!entry) throw new Error("there are more bytes than tensors for them");
    return entry;
  }

  /** Concludes every tensor that has all of its bytes. */
  #finishEmpty(): void {
    while (this.#rows.length < this.#entries.length) {
      const { name, dtype, shape, begin, end } = this.#current;
      if (this.#hashed < end - begin) return;
      this.#rows.push({ name, dtype, shape, begin, end, sha256: this.#hash.digest("hex") });
      this.#hash = createHash("sha256");
      this.#hashed = 0;
    }
  }

  #append(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from);
    this.#written += bytes.length;
  }
}
