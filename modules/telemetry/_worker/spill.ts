import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pid } from "node:process";

/** Stands in the place of the process's id where none has it any more. */
const NOBODY = 0;

/** Where spills are, and how their files are called: `<name>-<process>-<word>.jsonl`. */
export interface SpillPlace {
  readonly folder: string;
  readonly name: string;
}

/**
 * Lines on disk that no destination has taken yet: what is critical outlives a destination that is down, and the process.
 *
 * Its file is there only while there is something in it. A line may be sent twice where the process dies between sending and
 * removing it; none is forgotten.
 */
export class Spill {
  /** Where it stands. */
  readonly path: string;
  readonly #place: SpillPlace;
  /** What is in the file and not removed, once it was read. */
  #lines: string[] | undefined;
  #count = 0;

  /** @param word What tells this spill from others of the same process. */
  constructor(place: SpillPlace, word: string) {
    this.#place = place;
    this.path = pathOf(place, word);
  }

  /** How many lines it holds. */
  get count(): number {
    return this.#count;
  }

  /** Adds lines; they are on the disk when it returns. Throws where the disk does not take them. */
  append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = openSync(this.path, "a", 0o600);
    try {
      appendFileSync(file, `${lines.join("\n")}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#count += lines.length;
    this.#lines?.push(...lines);
  }

  /** The oldest lines, at most `count`; they stay until they are removed. */
  peek(count: number): readonly string[] {
    this.#lines ??= this.#count === 0 ? [] : readLines(this.path);
    return this.#lines.slice(0, count);
  }

  /** Removes the oldest `count` lines, which were sent. */
  remove(count: number): void {
    this.#lines?.splice(0, count);
    this.#count -= count;
    if (this.#count > 0) return;
    this.#lines = undefined;
    rmSync(this.path, { force: true });
  }

  /** Leaves what it holds to whoever comes next. */
  release(): void {
    if (this.#count === 0) return;
    const word = randomBytes(4).toString("hex");
    renameSync(this.path, pathOf(this.#place, word, NOBODY));
    this.#count = 0;
    this.#lines = undefined;
  }

  /** Takes over what others of the same place left behind that are no more; returns how many lines that were. */
  adopt(): number {
    const before = this.#count;
    for (const [index, orphan] of orphansOf(this.#place).entries()) {
      // Two processes may look at the same time: one of them gets it. Under our name it is found again if we die now.
      const ours = pathOf(this.#place, `adopted${index}`);
      try {
        renameSync(orphan, ours);
      } catch {
        continue;
      }
      this.append(readLines(ours));
      rmSync(ours);
    }
    return this.#count - before;
  }
}

function pathOf({ folder, name }: SpillPlace, word: string, owner = pid): string {
  return join(folder, `${name}-${owner}-${word}.jsonl`);
}

function readLines(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").filter(isWhole);
}

/** Whether a line is one: the last of a file is cut where the process died while it wrote. */
function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function orphansOf({ folder, name }: SpillPlace): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => {
      const owner = file.startsWith(`${name}-`)
        ? /^(\d+)-\w+\.jsonl$/.exec(file.slice(name.length + 1))
        : undefined;
      return owner && !isAlive(Number(owner[1]));
    })
    .map((file) => join(folder, file));
}

function isAlive(id: number): boolean {
  if (id === NOBODY) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
