import { messageOf } from "../../../core/mod.ts";
import { cannotUseMpi } from "./install/fail.ts";
import { type Installation, readInstallations, shimFile } from "./install/installation.ts";
import {
  familyOf,
  isSameFamily,
  type LibraryFamily,
  launcherFamily,
  nameOfFamily,
} from "./library_family.ts";
import { openShim, type Shim } from "./shim.ts";

/** A shim that is loaded, with its record. */
export interface LoadedShim {
  readonly shim: Shim;
  readonly installation: Installation;
}

/**
 * Loads the shim of a folder that fits the launcher: of the same vendor, of the same major version if there is one, and
 * the one that was set up last if there are several.
 *
 * @throws {TolariaError} `collective/unavailable` if none fits, or its library is not the one that it was compiled for.
 */
export function loadShim(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): LoadedShim {
  const installed = readInstallations(folder);
  const launcher = launcherFamily(environment);
  const installation = bestOf(installed, launcher);
  if (!installation) throw noneFits(installed, launcher, folder);
  const shim = open(shimFile(folder, installation.key));
  const [there, built] = [shim.text("library"), installation.library].map(familyOf);
  if (!isSameFamily(there as LibraryFamily, built as LibraryFamily)) {
    throw cannot(
      `the shim was compiled for ${nameOfFamily(built as LibraryFamily)}, but ${nameOfFamily(there as LibraryFamily)} is loaded`,
      "Check LD_LIBRARY_PATH, or run 'tolaria setup mpi' with the mpicc of that library",
    );
  }
  return { shim, installation };
}

function bestOf(
  installed: readonly Installation[],
  launcher: LibraryFamily | undefined,
): Installation | undefined {
  if (!launcher) return installed[0];
  const families = installed.map(({ library }) => familyOf(library));
  const same = families.findIndex((family) => isSameFamily(family, launcher));
  if (same >= 0) return installed[same];
  // The launcher of MPICH starts whatever speaks its protocol, and does not tell its version.
  const related = families.findIndex(
    ({ vendor }) => launcher.vendor === "MPICH" && vendor !== "Open MPI",
  );
  return installed[related];
}

function noneFits(
  installed: readonly Installation[],
  launcher: LibraryFamily | undefined,
  folder: string,
): Error {
  if (installed.length === 0) {
    return cannot(`nothing is set up in ${folder}`, "Run 'tolaria setup mpi'");
  }
  const names = installed.map(({ library }) => nameOfFamily(familyOf(library))).join(", ");
  return cannot(
    `the launcher is that of ${nameOfFamily(launcher as LibraryFamily)}, but the setup in ${folder} is for ${names}`,
    `Start with ${installed[0]?.launcher}, or run 'tolaria setup mpi --mpicc <path>' with the mpicc of that launcher`,
  );
}

function open(file: string): Shim {
  try {
    return openShim(file);
  } catch (error) {
    throw cannot(
      `${file} does not load: ${messageOf(error)}`,
      "Run 'tolaria setup mpi' again on this machine",
    );
  }
}

function cannot(reason: string, way: string): Error {
  return cannotUseMpi(reason, way, "join the ranks");
}
