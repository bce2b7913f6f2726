import { join } from "node:path";
import { homeFolder } from "../../core/mod.ts";

/** The home of a user without one, as Debian has it: nothing is there, and nobody can put a library there. */
const NO_HOME = "/nonexistent";

/**
 * Folder of a setup in the cache folder.
 *
 * @param variable Environment variable that names another folder.
 */
export function cachedFolder(name: string, variable: string): string {
  const named = process.env[variable];
  if (named) return named;
  const cache = process.env.XDG_CACHE_HOME || join(homeFolder() ?? NO_HOME, ".cache");
  return join(cache, "tolaria", name);
}
