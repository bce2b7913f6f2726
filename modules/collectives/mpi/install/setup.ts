import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { compileShim, findMpicc, type MpiCompiler, ownSources } from "./compile.ts";
import { cannotUseMpi } from "./fail.ts";
import {
  type Installation,
  mpiFolder,
  readInstallations,
  shimFile,
  writeInstallation,
} from "./installation.ts";
import { checkRanks, launcherBeside, type MpiCheck, probeShim } from "./probe.ts";

/** Options of a setup. */
export interface MpiSetupOptions {
  /** Compiler of the MPI. @default `MPICC`, or the first of mpicc, mpicc.openmpi, mpicc.mpich */
  readonly mpicc?: string;
  /** Folder of the setup. @default `~/.cache/tolaria/mpi` */
  readonly folder?: string;
  /** Called with a line of text for each step. */
  readonly say?: (line: string) => void;
}

/** Result of a setup. */
export interface MpiSetupResult extends Installation, MpiCheck {
  /** The compiled shim. */
  readonly shim: string;
  /** Whether nothing had to be done. */
  readonly unchanged: boolean;
}

/**
 * Compiles the shim with the compiler of the MPI that is there, and sums over two ranks with it. Shims of several MPIs
 * stay side by side; one that fits is not compiled again.
 *
 * @throws {TolariaError} `collective/unavailable`, with what is missing and what to do.
 */
export async function setupMpi(options: MpiSetupOptions = {}): Promise<MpiSetupResult> {
  const { say = () => {} } = options;
  checkPlatform();
  const folder = resolve(options.folder ?? mpiFolder());
  mkdirSync(folder, { recursive: true });
  const compiler = await findMpicc(options.mpicc);
  say(`compiling the shim with ${compiler.program}`);
  const { installation, unchanged } = await compileInto(folder, compiler);
  writeInstallation(folder, installation);
  return { ...(await checked(folder, installation, say)), unchanged };
}

/**
 * Checks the setup that is there, and changes nothing.
 *
 * @throws {TolariaError} `collective/unavailable`, with the reason, if it cannot be used.
 */
export async function checkMpi(
  options: Pick<MpiSetupOptions, "folder" | "say"> = {},
): Promise<MpiSetupResult> {
  const folder = resolve(options.folder ?? mpiFolder());
  const [current] = readInstallations(folder);
  if (current) return checked(folder, current, options.say);
  throw cannotUseMpi(`nothing is set up in ${folder}`, "Run 'tolaria setup mpi'");
}

async function checked(
  folder: string,
  installation: Installation,
  say: (line: string) => void = () => {},
): Promise<MpiSetupResult> {
  const { key, launcher, library } = installation;
  const shim = shimFile(folder, key);
  await probeShim(shim);
  say(`summing over two ranks with ${launcher}`);
  return { ...installation, ...(await checkRanks(shim, launcher, library)), shim, unchanged: true };
}

/** Compiles, asks the library for its version, and files the shim under the key of both. */
async function compileInto(
  folder: string,
  compiler: MpiCompiler,
): Promise<{ readonly installation: Installation; readonly unchanged: boolean }> {
  const fresh = mkdtempSync(join(folder, ".new-"));
  try {
    const shim = join(fresh, "libtolaria_mpi.so");
    await compileShim(compiler, shim);
    const library = await probeShim(shim);
    const key = keyOf(library, compiler);
    const unchanged = existsSync(shimFile(folder, key));
    if (!unchanged) place(fresh, join(folder, key));
    const launcher = launcherBeside(compiler.program, existsSync);
    return { installation: { library, mpicc: compiler.program, launcher, key }, unchanged };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Moves a folder to its place, unless another setup has put the same there meanwhile. */
function place(fresh: string, target: string): void {
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

function checkPlatform(): void {
  if (process.platform === "linux") return;
  throw cannotUseMpi(`it is for Linux: this is ${process.platform}`, "Train in one process here");
}

/** Changes with everything that the shim is made of, and with the library that it found. */
function keyOf(library: string, { command }: MpiCompiler): string {
  const hash = createHash("sha256");
  for (const source of ownSources()) hash.update(readFileSync(source));
  return hash
    .update(JSON.stringify([library, command]))
    .digest("hex")
    .slice(0, 16);
}
