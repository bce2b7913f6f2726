import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "../../../../deps.ts";
import { cachedFolder } from "../../../_install/mod.ts";

/** Record of a compiled shim, stored beside it. */
export interface Installation {
  /** What `MPI_Get_library_version` said when it was compiled. */
  readonly library: string;
  /** The compiler's wrapper. */
  readonly mpicc: string;
  /** The launcher that belongs to it. */
  readonly launcher: string;
  /** Key of everything that the shim was compiled from and with; name of its folder. */
  readonly key: string;
}

const InstallationSchema: z.ZodType<Installation> = z.object({
  library: z.string(),
  mpicc: z.string(),
  launcher: z.string(),
  key: z.string(),
});

const RECORD = "installation.json";
const CURRENT = "current";

/** Default folder of `tolaria setup mpi`: `TOLARIA_MPI`, or one in the cache folder. */
export function mpiFolder(): string {
  return cachedFolder("mpi", "TOLARIA_MPI");
}

/** Path of a compiled shim. */
export function shimFile(folder: string, key: string): string {
  return join(folder, key, "libtolaria_mpi.so");
}

/** All shims of a folder that are whole, the one that was set up last first. */
export function readInstallations(folder: string): readonly Installation[] {
  if (!existsSync(folder)) return [];
  const current = existsSync(join(folder, CURRENT))
    ? readFileSync(join(folder, CURRENT), "utf8").trim()
    : "";
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, RECORD)))
    .sort((a, b) => Number(b === current) - Number(a === current) || (a < b ? -1 : 1))
    .flatMap((name) => {
      const found = InstallationSchema.safeParse(parse(join(folder, name, RECORD)));
      return found.success && existsSync(shimFile(folder, name)) ? [found.data] : [];
    });
}

/** Writes the record, as the last step of a setup, and makes it the current one. */
export function writeInstallation(folder: string, installation: Installation): void {
  replace(join(folder, installation.key, RECORD), JSON.stringify(installation, null, 2));
  replace(join(folder, CURRENT), installation.key);
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.${process.pid}`, `${text}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // As one that was never finished: a setup makes it again.
    return undefined;
  }
}
