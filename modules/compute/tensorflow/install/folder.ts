import { join } from "node:path";
import { homeFolder } from "../../../../core/mod.ts";

/** The home of a user without one, as Debian has it: nothing is there, and nobody can put a library there. */
const NO_HOME = "/nonexistent";

/**
 * Default folder of `tolaria setup tensorflow`: `TOLARIA_TENSORFLOW`, or one in the cache folder.
 */
export function tensorflowFolder(): string {
  const { TOLARIA_TENSORFLOW, XDG_CACHE_HOME } = process.env;
  if (TOLARIA_TENSORFLOW) return TOLARIA_TENSORFLOW;
  return join(XDG_CACHE_HOME || join(homeFolder() ?? NO_HOME, ".cache"), "tolaria", "tensorflow");
}
