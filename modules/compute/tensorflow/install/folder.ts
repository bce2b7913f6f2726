import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Default folder of `tolaria setup tensorflow`: `TOLARIA_TENSORFLOW`, or one in the cache folder.
 */
export function tensorflowFolder(): string {
  const { TOLARIA_TENSORFLOW, XDG_CACHE_HOME } = process.env;
  if (TOLARIA_TENSORFLOW) return TOLARIA_TENSORFLOW;
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tolaria", "tensorflow");
}
