import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../core/worker.ts";

/** Version of the files: counts changes of their form and of what they hold. */
const VERSION = 1;

/** What was kept. */
export interface KeptIndex<Header> {
  readonly header: Header;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What was found. */
export type FoundIndex<Header> =
  | KeptIndex<Header>
  /** Why the index that was found cannot be used. */
  | { readonly stale: string }
  | { readonly missing: true };

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

/**
 * Indexes in a folder, a file each: a line of JSON, then bytes.
 *
 * Each is written beside its place and renamed, so that a reader sees a whole one, whoever else writes it.
 */
export class IndexFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Finds the index that is kept under `key`, JSON. */
  find<Header>(key: unknown): FoundIndex<Header> {
    try {
      return readKept(readFileSync(this.#pathOf(key)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { missing: true };
      return { stale: messageOf(error) };
    }
  }

  /** Keeps an index. @throws {Error} If it cannot be written. */
  keep(key: unknown, header: object, body: Uint8Array): void {
    mkdirSync(this.#folder, { recursive: true });
    const line = JSON.stringify({ version: VERSION, body: sha256(body), header });
    writeWhole(this.#pathOf(key), Buffer.concat([Buffer.from(`${line}\n`), body]));
  }

  /** Drops the index that is kept under `key`. */
  drop(key: unknown): void {
    rmSync(this.#pathOf(key), { force: true });
  }

  #pathOf(key: unknown): string {
    return join(this.#folder, `${sha256(JSON.stringify([VERSION, key])).slice(0, 32)}.index`);
  }
}

function readKept<Header>(bytes: Buffer): FoundIndex<Header> {
  const line = bytes.indexOf("\n");
  const body = new Uint8Array(bytes.subarray(line + 1));
  try {
    const kept = JSON.parse(bytes.toString("utf8", 0, line));
    if (kept.version === VERSION && kept.body === sha256(body))
      return { header: kept.header, body };
  } catch {}
  return { stale: "it is damaged" };
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
