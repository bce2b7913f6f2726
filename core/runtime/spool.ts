import { appendFileSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../errors/mod.ts";
import { type Database, openExclusive } from "./exclusive_database.ts";
import { ensurePrivateFolder } from "./private_folder.ts";

const ENDING = ".spool";

/** How long a predecessor's lock on the own file is waited for, ms. */
const WAIT_MS = 2_000;

/** What SQLite takes for no limit. */
const ALL = -1;

/** Most records that are set aside in full; more are counted alone. */
const MAX_SET_ASIDE = 1_000;

const TABLE =
  "PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;";

/** Where spools are, and whose they are. */
interface SpoolPlace {
  readonly folder: string;
  /** Spools of one name take over each other's records. */
  readonly name: string;
  /** Tells this spool from others of the same name. */
  readonly owner: string;
}

/** A record in a spool. */
interface SpoolRecord {
  readonly id: number;
  readonly data: Uint8Array;
}

/**
 * Records on disk that wait for a destination: what must not be lost outlives the destination's absence, and the process.
 *
 * A spool is an SQLite file that its owner holds locked. A file that nobody holds was left by an owner that died, and the
 * next spool of the same name takes its records over. A record may be sent twice if its owner dies between sending and
 * removing it; none is forgotten. The file is only there while there is something in it.
 */
export class Spool {
  /** Where it is. */
  readonly path: string;
  readonly #place: SpoolPlace;
  #database: Database | undefined;
  #count = 0;
  #setAside = 0;

  constructor(place: SpoolPlace) {
    this.#place = place;
    this.path = join(place.folder, `${place.name}-${place.owner}${ENDING}`);
  }

  /** Number of records. */
  get count(): number {
    return this.#count;
  }

  /** Number of records, and of whole files, that could not be read and were set aside. */
  get setAsideCount(): number {
    return this.#setAside;
  }

  /** Adds records, durably. Returns their ids. @throws {Error} If the disk does not take them; then none is added. */
  append(records: readonly Uint8Array[]): number[] {
    if (records.length === 0) return [];
    const database = this.#open();
    const insert = database.prepare("INSERT INTO record (data) VALUES (?)");
    const ids = atomically(database, () =>
      records.map((data) => Number(insert.run(data).lastInsertRowid)),
    );
    this.#count += ids.length;
    return ids;
  }

  /** Returns the oldest records, at most `count`, or all. They stay until they are removed. */
  peek(count: number = ALL): SpoolRecord[] {
    const rows = this.#database?.prepare("SELECT id, data FROM record ORDER BY id LIMIT ?");
    return (rows?.all(count) ?? []) as unknown as SpoolRecord[];
  }

  /** Removes records. */
  remove(ids: readonly number[]): void {
    const database = this.#database;
    if (!database || ids.length === 0) return;
    const remove = database.prepare("DELETE FROM record WHERE id = ?");
    const changes = atomically(database, () => ids.map((id) => Number(remove.run(id).changes)));
    this.#count -= changes.reduce((sum, one) => sum + one, 0);
    if (this.#count === 0) this.close();
  }

  /** Removes a record that cannot be read, and keeps it for people in a file beside the spool. */
  setAside({ id, data }: SpoolRecord, reason: string): void {
    this.#setAside += 1;
    if (this.#setAside <= MAX_SET_ASIDE) {
      const line = JSON.stringify({ reason, data: Buffer.from(data).toString("base64") });
      appendFileSync(join(this.#place.folder, `${this.#place.name}.refused`), `${line}\n`, {
        mode: 0o600,
      });
    }
    this.remove([id]);
  }

  /**
   * Takes over what owners that died have left: earlier ones of this spool too. Files that are no spools are set aside.
   *
   * @returns How many records came from other spools.
   */
  adopt(): number {
    if (existsSync(this.path)) this.#open();
    let adopted = 0;
    for (const path of this.#others()) adopted += this.#adoptFile(path);
    return adopted;
  }

  /** Leaves what there is to the next spool of the same name. */
  close(): void {
    // While it is locked: whoever opens the file later finds nothing in it.
    if (this.#database && this.#count === 0) rmSync(this.path, { force: true });
    this.#database?.close();
    this.#database = undefined;
    this.#count = 0;
  }

  #adoptFile(path: string): number {
    let other: Database | undefined;
    try {
      other = openExclusive(path);
      if (!other) return 0;
      other.exec(TABLE);
      const rows = other.prepare("SELECT data FROM record ORDER BY id").all();
      this.append(rows.map(({ data }) => data as Uint8Array));
      other.exec("DELETE FROM record");
      rmSync(path, { force: true });
      return rows.length;
    } catch (error) {
      if (!/not a database|malformed|regular file/.test(messageOf(error))) throw error;
      this.#setAside += 1;
      renameSync(path, `${path}.refused`);
      return 0;
    } finally {
      other?.close();
    }
  }

  #others(): string[] {
    const { folder, name } = this.#place;
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter(
      (file) => file.startsWith(`${name}-`) && file.endsWith(ENDING),
    );
    return files.map((file) => join(folder, file)).filter((path) => path !== this.path);
  }

  #open(): Database {
    if (this.#database) return this.#database;
    ensurePrivateFolder(this.#place.folder);
    // Another spool may take the file for one that was left, and remove it, until it is locked.
    for (;;) {
      const database = openExclusive(this.path, WAIT_MS);
      if (!database) throw new Error(`"${this.path}" is locked by another process`);
      if (!existsSync(this.path)) {
        database.close();
        continue;
      }
      database.exec(TABLE);
      const [row] = database.prepare("SELECT count(*) AS count FROM record").all();
      this.#count = Number(row?.count);
      this.#database = database;
      return database;
    }
  }
}

function atomically<T>(database: Database, work: () => T): T {
  database.exec("BEGIN");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself.
    }
    throw error;
  }
}
