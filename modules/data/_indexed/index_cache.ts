import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorMessage, messageOf } from "../../../core/worker.ts";
import type { RecordRules } from "./record_scanner.ts";
import type { FileState, FirstRecord, TextIndex } from "./text_index.ts";

/** Version of the files: counts changes of their form and of what a record is. */
const VERSION = 1;

/** What an index depends on besides the file's content. */
export interface IndexKey {
  readonly rules: RecordRules;
  readonly first: FirstRecord;
}

/** What was found. */
export type CachedIndex =
  | { readonly index: TextIndex }
  /** Why the index that was found cannot be used. */
  | { readonly stale: string }
  | { readonly missing: true };

interface Header extends FileState, Omit<FirstRecord, "from"> {
  readonly version: number;
  readonly records: number;
  /** SHA-256 of the offsets. */
  readonly offsets: string;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

/**
 * Indexes in a folder, a file each: a line of JSON, then the offsets.
 *
 * Each is written beside its place and renamed, so that a reader sees a whole one, whoever else writes it.
 */
export class IndexCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Finds the index of a file as it is now. */
  find(state: FileState, key: IndexKey): CachedIndex {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#pathOf(state.path, key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { missing: true };
      return { stale: messageOf(error) };
    }
    return readIndex(bytes, state, key.rules);
  }

  /** Keeps an index. Returns why that failed; the index is made again next time then. */
  keep(index: TextIndex, key: IndexKey): string | undefined {
    const path = this.#pathOf(index.path, key);
    const { offsets, rules: _, ...rest } = index;
    const bytes = Buffer.from(offsets.buffer, offsets.byteOffset, offsets.byteLength);
    const header: Header = { version: VERSION, ...rest, offsets: sha256(bytes) };
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeWhole(path, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]));
      return undefined;
    } catch (error) {
      return errorMessage(messageOf(error), `keep the index of "${index.path}"`);
    }
  }

  #pathOf(path: string, key: IndexKey): string {
    const name = sha256(JSON.stringify([VERSION, resolve(path), key]));
    return join(this.#folder, `${name.slice(0, 32)}.index`);
  }
}

/** Writes a file beside its place, and renames it. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, bytes);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function readIndex(bytes: Buffer, state: FileState, rules: RecordRules): CachedIndex {
  const line = bytes.indexOf("\n");
  let header: Header;
  try {
    header = JSON.parse(bytes.toString("utf8", 0, line));
  } catch {
    return { stale: "it is damaged" };
  }
  const body = bytes.subarray(line + 1);
  if (header.version !== VERSION || header.offsets !== sha256(body)) {
    return { stale: "it is damaged" };
  }
  const change = changeOf(header, state);
  if (change) return { stale: change };
  const offsets = new Float64Array(new Uint8Array(body).buffer);
  const { records, firstRow } = header;
  return { index: { ...state, rules, records, firstRow, offsets } };
}

/** In what a file differs from what it was. */
function changeOf(before: FileState, now: FileState): string | undefined {
  if (before.size !== now.size) return `the file had ${before.size} bytes and has ${now.size}`;
  if (before.hash !== now.hash) return "the beginning or the end of the file changed";
  return before.mtimeMs === now.mtimeMs ? undefined : "the file was written again";
}
