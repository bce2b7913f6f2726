import { execFile } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Debian's packages with the server. */
const PACKAGES = ["redis-server", "redis-tools"];

/** A Redis server that can be started. */
export interface RedisProgram {
  readonly path: string;
  /** What its environment needs besides. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds a Redis server: the one that `TOLARIA_REDIS` names, one on the PATH, one that was fetched before; else Debian's
 * packages are fetched and unpacked into the user's cache, which takes no root and installs nothing.
 *
 * @throws Where there is none, saying why.
 */
export async function findRedis(): Promise<RedisProgram> {
  const named = process.env.TOLARIA_REDIS;
  if (named) {
    if (!isProgram(named)) throw new Error(`TOLARIA_REDIS names no program: ${named}`);
    return { path: named, env: {} };
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, "redis-server")).find(isProgram);
  if (found) return { path: found, env: {} };
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tolaria", "redis");
  if (!existsSync(cache)) await fetchInto(cache);
  return unpacked(cache);
}

async function unpacked(folder: string): Promise<RedisProgram> {
  const libraries = join(folder, "usr/lib");
  const below = existsSync(libraries) ? await readdir(libraries) : [];
  const LD_LIBRARY_PATH = [libraries, ...below.map((name) => join(libraries, name))].join(":");
  return { path: join(folder, "usr/bin/redis-server"), env: { LD_LIBRARY_PATH } };
}

/** Fetches the packages beside `folder` and puts it in its place in one go: whoever else does so comes to the same. */
async function fetchInto(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    for (const tool of ["apt-get", "apt-cache", "dpkg"]) {
      await execute("sh", ["-c", `command -v ${tool}`]).catch(() => {
        throw new Error(`no redis-server on the PATH, and no ${tool} to fetch Debian's with`);
      });
    }
    const names = [...PACKAGES, ...(await missing())];
    await execute("apt-get", ["download", ...names], { cwd: work, timeout: 60_000 });
    const root = join(work, "root");
    for (const file of (await readdir(work)).filter((name) => name.endsWith(".deb"))) {
      await execute("dpkg", ["-x", file, root], { cwd: work });
    }
    const { path, env } = await unpacked(root);
    await execute(path, ["--version"], { env: { ...process.env, ...env } });
    if (!existsSync(folder)) renameSync(root, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Packages that the server needs and that are not installed. */
async function missing(): Promise<string[]> {
  const { stdout } = await execute("apt-cache", ["depends", ...PACKAGES]);
  const names = [...stdout.matchAll(/^ {2}Depends: ([\w.+-]+)$/gm)].map(
    ([, name]) => name as string,
  );
  const wanted = [...new Set(names)].filter((name) => name.startsWith("lib"));
  const checks = wanted.map(async (name) => {
    const found = await execute("dpkg", ["--status", name]).catch(() => undefined);
    return found?.stdout.includes("\nStatus: install ok installed\n") ? [] : [name];
  });
  return (await Promise.all(checks)).flat();
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
