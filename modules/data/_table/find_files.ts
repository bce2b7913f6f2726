import { existsSync, globSync, realpathSync } from "node:fs";
import { errorMessage, TolariaError } from "../../../core/mod.ts";

/** A path with one of these is a pattern. */
const PATTERN = /[*?[\]{}]/;

/**
 * Returns the files that paths and patterns name, those of a pattern in the order of their names.
 *
 * @throws {TolariaError} `data/invalid` if a pattern names none, or a file is named twice.
 */
export function findFiles(paths: string | readonly string[]): readonly string[] {
  const found = [paths].flat().flatMap((path) => (isPattern(path) ? matches(path) : [path]));
  const real = found.map(realPath);
  const twice = found.find((_, at) => real.indexOf(real[at] as string) !== at);
  if (twice === undefined) return found;
  throw new TolariaError(
    "data/invalid",
    `"${twice}" is named twice: its records would count twice. Cannot open it.`,
  );
}

/**
 * Checks that no file is in two parts of the data.
 *
 * @throws {TolariaError} `data/invalid`, naming the file and the parts.
 */
export function checkApart(parts: Readonly<Record<string, readonly string[]>>): void {
  const owners = new Map<string, string>();
  for (const [part, files] of Object.entries(parts)) {
    for (const file of files) {
      const owner = owners.get(realPath(file));
      if (owner !== undefined) {
        const reason = `"${file}" is among the files of ${owner} and of ${part}`;
        throw new TolariaError("data/invalid", errorMessage(reason, "set examples apart"));
      }
      owners.set(realPath(file), part);
    }
  }
}

/** The name of a file may hold such characters itself. */
function isPattern(path: string): boolean {
  return PATTERN.test(path) && !existsSync(path);
}

function matches(pattern: string): readonly string[] {
  const found = globSync(pattern).sort();
  if (found.length > 0) return found;
  throw new TolariaError("data/invalid", `No file matches "${pattern}". Cannot open it.`);
}

/** Whoever reads the file says why it cannot be. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
