import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, sep } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";

/** A file as it was when its folder was listed. */
export interface ListedFile {
  /** Path from the folder, with slashes. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a folder holds, at any depth. */
export interface FolderListing {
  /** Files, sorted by the code units of their paths: the same order on every machine. */
  readonly files: readonly ListedFile[];
  /** Times of the folder and those inside: one changes when a file is added, removed or renamed. */
  readonly folders: readonly (readonly [path: string, mtimeMs: number])[];
}

/** What a link may lead to. */
export type LinkRule = "inside" | "anywhere";

/**
 * Lists the files of a folder, without those that are hidden: whose name, or that of a folder above, begins with a dot.
 *
 * @param links Whether symbolic links may lead out of the folder.
 * @param onFile Is given the number of files so far.
 * @throws {TolariaError} `data/invalid` if the folder or a file cannot be read, or a link leads outside or in a circle.
 */
export function walkFolder(
  folder: string,
  links: LinkRule,
  onFile: (count: number) => void = () => {},
): FolderListing {
  return new Walk(folder, links, onFile).list();
}

class Walk {
  readonly #root: string;
  readonly #links: LinkRule;
  readonly #onFile: (count: number) => void;
  readonly #files: ListedFile[] = [];
  readonly #folders: [string, number][] = [];
  readonly #real: string;

  constructor(root: string, links: LinkRule, onFile: (count: number) => void) {
    this.#root = root;
    this.#links = links;
    this.#onFile = onFile;
    this.#real = this.#try("", () => realpathSync(root));
  }

  list(): FolderListing {
    this.#folder("", [this.#real]);
    const byName = (a: ListedFile, b: ListedFile) => (a.name < b.name ? -1 : 1);
    return { files: this.#files.sort(byName), folders: this.#folders };
  }

  /** @param above Real paths of this folder and those above it. */
  #folder(name: string, above: readonly string[]): void {
    const path = join(this.#root, name);
    const { mtimeMs } = this.#try(name, () => statSync(path));
    this.#folders.push([path, mtimeMs]);
    for (const entry of this.#try(name, () => readdirSync(path))) {
      if (!entry.startsWith(".")) this.#entry(name === "" ? entry : `${name}/${entry}`, above);
    }
  }

  #entry(name: string, above: readonly string[]): void {
    const path = join(this.#root, name);
    let stats = this.#try(name, () => lstatSync(path));
    if (stats.isSymbolicLink()) {
      this.#checkLink(name);
      stats = this.#try(name, () => statSync(path));
    }
    if (stats.isDirectory()) this.#inside(name, above);
    else if (stats.isFile()) this.#file(name, stats);
  }

  #file(name: string, { size, mtimeMs }: Stats): void {
    this.#files.push({ name, size, mtimeMs });
    this.#onFile(this.#files.length);
  }

  #inside(name: string, above: readonly string[]): void {
    const real = this.#try(name, () => realpathSync(join(this.#root, name)));
    if (above.includes(real)) this.#fail(name, "it leads in a circle");
    this.#folder(name, [...above, real]);
  }

  #checkLink(name: string): void {
    const real = this.#try(name, () => realpathSync(join(this.#root, name)));
    if (this.#links === "anywhere" || real.startsWith(this.#real + sep)) return;
    this.#fail(
      name,
      `the link leads out of the folder, to "${real}"; if it shall, set "links" to "anywhere"`,
    );
  }

  #try<T>(name: string, act: () => T): T {
    try {
      return act();
    } catch (error) {
      return this.#fail(name, messageOf(error), error);
    }
  }

  #fail(name: string, reason: string, cause?: unknown): never {
    const message = errorMessage(reason, `list "${join(this.#root, name)}"`);
    throw new TolariaError("data/invalid", message, { cause });
  }
}
