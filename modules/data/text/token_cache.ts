import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../../core/mod.ts";
import { DataFile } from "../_files/mod.ts";
import { IndexFolder } from "../_indexed/mod.ts";
import type { TextCounts } from "./encode_ranges.ts";
import { type TokenWidth, tokenArray } from "./token_store.ts";

/** What is kept of a token file. */
interface TokenHeader {
  readonly counts: TextCounts;
  /** Of the token file: its bytes, and the hash of both ends. */
  readonly size: number;
  readonly hash: string;
}

/** A token file and what is in it. */
export interface KeptTokens {
  readonly file: DataFile;
  readonly counts: TextCounts;
}

/** A file that a process which died has left: `0123....tokens.4711-89abcdef.partial`. */
const PARTIAL = /^[0-9a-f]{32}\.tokens\.(\d+)-[0-9a-f]{8}\.partial$/;

/**
 * Token files in a folder.
 *
 * Each is written beside its place, brought to the disk and renamed before its index is kept: a process that is killed
 * leaves none that is found half.
 */
export class TokenCache {
  readonly #folder: string;
  readonly #indexes: IndexFolder;

  constructor(folder: string) {
    this.#folder = folder;
    this.#indexes = new IndexFolder(folder);
  }

  /** Finds the tokens that are kept under `key`, JSON; undefined if there are none, or they are damaged. */
  find(key: unknown): KeptTokens | undefined {
    const found = this.#indexes.find<TokenHeader>(["tokens", key]);
    if (!("header" in found)) return undefined;
    const { counts, size, hash } = found.header;
    let file: DataFile | undefined;
    try {
      file = DataFile.open(this.#pathOf(key));
    } catch {
      return undefined;
    }
    if (file.state.size === size && file.state.hash === hash) return { file, counts };
    file.close();
    return undefined;
  }

  /**
   * Writes a token file.
   *
   * @param width Bytes of a token.
   * @param encode Makes the tokens, and hands them over piece by piece.
   * @throws {Error} If the folder cannot be written to; what `encode` throws.
   */
  async make(
    key: unknown,
    width: TokenWidth,
    encode: (write: (ids: Int32Array) => void) => Promise<TextCounts>,
  ): Promise<KeptTokens> {
    mkdirSync(this.#folder, { recursive: true });
    this.#removeAbandoned();
    const path = this.#pathOf(key);
    const partial = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.partial`;
    const descriptor = openSync(partial, "wx");
    let counts: TextCounts;
    try {
      counts = await encode((ids) => {
        const tokens = tokenArray(width, ids.length);
        tokens.set(ids);
        writeAll(descriptor, new Uint8Array(tokens.buffer));
      });
      fsyncSync(descriptor);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, path);
    const file = DataFile.open(path);
    const { size, hash } = file.state;
    this.#indexes.keep(["tokens", key], { counts, size, hash }, new Uint8Array(0));
    return { file, counts };
  }

  #pathOf(key: unknown): string {
    const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex");
    return join(this.#folder, `${hash.slice(0, 32)}.tokens`);
  }

  #removeAbandoned(): void {
    for (const name of readdirSync(this.#folder)) {
      const [, pid] = name.match(PARTIAL) ?? [];
      if (pid !== undefined && !isAlive(Number(pid))) {
        rmSync(join(this.#folder, name), { force: true });
      }
    }
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
