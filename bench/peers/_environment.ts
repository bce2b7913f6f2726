import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What the peers are; some gigabytes, most of them CUDA's. */
const PACKAGES = ["torch==2.15.0", "tensorflow-cpu==2.21.0"];

/**
 * The Python that has the peers: the one that is named, or that of an environment in the cache folder, which is made at the
 * first call.
 */
export async function findPython(named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "tolaria", "peers");
  const python = join(folder, "bin", "python");
  const ready = join(folder, "ready");
  if (existsSync(ready)) return python;
  process.stderr.write(`installing ${PACKAGES.join(" and ")} in ${folder}: some gigabytes\n`);
  await must("python3", ["-m", "venv", folder]);
  await must(python, ["-m", "pip", "install", "--quiet", "--no-input", ...PACKAGES]);
  await must("touch", [ready]);
  return python;
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ended with ${code}. Cannot install the peers.`);
}
