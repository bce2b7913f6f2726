import { lstat, mkdir, open, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { messageOf } from "../../../core/mod.ts";
import { EventEnvelope } from "../../../proto/mod.ts";
import { type OutboundMessage, toOutbound } from "../_shared/mod.ts";

/** Whose messages a folder holds. */
export interface SpillOwner {
  readonly pid: number;
  /** Of one process alone, also where another gets its id. */
  readonly token: string;
  /** Of one bus of that process. */
  readonly bus: string;
}

/** What was left on disk. */
export interface Recovered {
  /** Of this bus itself, from before its worker was replaced; oldest first. */
  readonly own: readonly OutboundMessage[];
  /** Of processes that died; of each, oldest first. */
  readonly left: readonly OutboundMessage[];
  /** Why files are no messages; they stay where they are, under another name. */
  readonly refused: readonly string[];
}

const ENDING = ".envelope";

/**
 * Keeps messages on disk, a file each, so that they outlive the process.
 *
 * A file is there whole or not at all: it is written under another name, synced and renamed. Files of processes that died
 * are taken over by renaming them, so that one process alone gets each.
 */
export class Spill {
  readonly #folder: string;
  readonly #owner: SpillOwner;
  readonly #own: string;
  /** Paths of what is written, or being written, by the id of the message. */
  readonly #files = new Map<string, Promise<string>>();
  readonly #removals = new Set<Promise<void>>();
  #ready: Promise<void> | undefined;
  #written = 0;

  /** @param folder Holds a folder for each bus that sends to the same place. */
  constructor(folder: string, owner: SpillOwner) {
    this.#folder = folder;
    this.#owner = owner;
    this.#own = join(folder, `${owner.pid}.${owner.token}.${owner.bus}`);
  }

  /** Takes over what dead processes have left, and what this bus wrote before its worker was replaced. */
  async recover(): Promise<Recovered> {
    const own: OutboundMessage[] = [];
    const left: OutboundMessage[] = [];
    const refused: string[] = [];
    for (const name of await namesIn(this.#folder)) {
      if (!this.#isLeft(name)) continue;
      await this.#prepare();
      const folder = join(this.#folder, name);
      for (const file of (await namesIn(folder)).filter((one) => one.endsWith(ENDING)).sort()) {
        const outcome = await this.#takeOver(join(folder, file));
        if (typeof outcome === "string") refused.push(outcome);
        else if (outcome) (folder === this.#own ? own : left).push(outcome);
      }
      // One that is not empty holds what was refused, or what another process is taking over.
      if (folder !== this.#own) await rmdir(folder).catch(() => {});
    }
    return { own, left, refused };
  }

  /** Writes a message down; rejects where that fails. */
  async save({ eventId, bytes }: OutboundMessage): Promise<void> {
    let file = this.#files.get(eventId);
    if (!file) {
      file = this.#write(bytes);
      this.#files.set(eventId, file);
    }
    await file;
  }

  /** Removes a message, as soon as it is written. */
  async forget(eventId: string): Promise<void> {
    const removal = this.#remove(eventId);
    this.#removals.add(removal);
    try {
      await removal;
    } finally {
      this.#removals.delete(removal);
    }
  }

  async #remove(eventId: string): Promise<void> {
    const file = this.#files.get(eventId);
    this.#files.delete(eventId);
    // One that could not be written is not there.
    const path = await file?.catch(() => undefined);
    if (path !== undefined) await rm(path, { force: true });
  }

  /** Removes the folder, unless it holds messages. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#files.values(), ...this.#removals]);
    await rmdir(this.#own).catch(() => {});
  }

  /** Whether a folder is this bus's own, or of a process that is no more. */
  #isLeft(name: string): boolean {
    const { pid, token, bus } = this.#owner;
    const [otherPid, otherToken, otherBus] = name.split(".");
    if (!/^\d+$/.test(otherPid ?? "") || otherBus === undefined) return false;
    // In a container, every first process has the same id.
    if (Number(otherPid) === pid) return otherToken !== token || otherBus === bus;
    return !isAlive(Number(otherPid));
  }

  /** Reads a file and makes it this bus's own; says why it is no message. Undefined where another process was first. */
  async #takeOver(path: string): Promise<OutboundMessage | string | undefined> {
    const mine = join(this.#own, this.#nextName());
    try {
      await rename(path, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    try {
      const message = toOutbound(EventEnvelope.decode(await readFile(mine)));
      this.#files.set(message.eventId, Promise.resolve(mine));
      return message;
    } catch (error) {
      await rename(mine, `${mine}.refused`);
      return `${mine}.refused: ${messageOf(error)}`;
    }
  }

  async #write(bytes: Uint8Array): Promise<string> {
    await this.#prepare();
    const path = join(this.#own, this.#nextName());
    const file = await open(`${path}.part`, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    await syncFolder(this.#own);
    return path;
  }

  #nextName(): string {
    this.#written += 1;
    return `${Date.now().toString(36)}-${String(this.#written).padStart(8, "0")}${ENDING}`;
  }

  #prepare(): Promise<void> {
    this.#ready ??= makePrivate(this.#own).catch((error) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }
}

/** Makes a folder, two levels below one that is checked to be nobody else's: what lies in it will be sent. */
async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const root = dirname(dirname(folder));
  const { mode, uid } = await lstat(root);
  if (uid === userInfo().uid && (mode & 0o022) === 0) return;
  throw new Error(`'${root}' must be a folder that this user owns and nobody else can write to`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
