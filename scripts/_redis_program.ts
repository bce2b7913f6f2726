import { execFileSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

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
export function findRedis(): RedisProgram {
  const named = process.env.TOLARIA_REDIS;
  if (named) {
    if (!isProgram(named)) throw new Error(`TOLARIA_REDIS names no program: ${named}`);
    return { path: named, env: {} };
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, "redis-server")).find(isProgram);
  if (found) return { path: found, env: {} };
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tolaria", "redis");
  if (!existsSync(cache)) fetchInto(cache);
  return unpacked(cache);
}

function unpacked(folder: string): RedisProgram {
  const libraries = join(folder, "usr/lib");
  const below = existsSync(libraries) ? readdirSync(libraries) : [];
  const LD_LIBRARY_PATH = [libraries, ...below.map((name) => join(libraries, name))].join(":");
  return { path: join(folder, "usr/bin/redis-server"), env: { LD_LIBRARY_PATH } };
}

/** Fetches the packages beside `folder` and puts it in its place in one go: whoever else does so comes to the same. */
function fetchInto(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    for (const tool of ["apt-get", "apt-cache", "dpkg"]) {
      if (!succeeds("sh", "-c", `command -v ${tool}`)) {
        throw new Error(`no redis-server on the PATH, and no ${tool} to fetch Debian's with`);
      }
    }
    const names = [...PACKAGES, ...missing()];
    execFileSync("apt-get", ["download", ...names], { cwd: work, timeout: 60_000, stdio: "pipe" });
    const root = join(work, "root");
    for (const file of readdirSync(work).filter((name) => name.endsWith(".deb"))) {
      execFileSync("dpkg", ["-x", file, root], { cwd: work, stdio: "pipe" });
    }
    const { path, env } = unpacked(root);
    execFileSync(path, ["--version"], { env: { ...process.env, ...env }, stdio: "pipe" });
    if (!existsSync(folder)) renameSync(root, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Packages that the server needs and that are not installed. */
function missing(): string[] {
  const stdout = execFileSync("apt-cache", ["depends", ...PACKAGES], { encoding: "utf8" });
  const names = [...stdout.matchAll(/^ {2}Depends: ([\w.+-]+)$/gm)].map(
    ([, name]) => name as string,
  );
  const wanted = [...new Set(names)].filter((name) => name.startsWith("lib"));
  return wanted.filter((name) => !succeeds("sh", "-c", IS_INSTALLED, "sh", name));
}

/** Whether the package `$1` is installed. */
const IS_INSTALLED = 'dpkg --status "$1" | grep -q "^Status: install ok installed$"';

function succeeds(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
