import { homedir } from "node:os";
import { join } from "node:path";

/** Where `tolaria setup tensorflow` puts its work, unless `TOLARIA_TENSORFLOW` names another folder. */
export function tensorflowFolder(): string {
  const { TOLARIA_TENSORFLOW, XDG_CACHE_HOME } = process.env;
  if (TOLARIA_TENSORFLOW) return TOLARIA_TENSORFLOW;
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "tolaria", "tensorflow");
}
