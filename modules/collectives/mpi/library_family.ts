/** Vendor and major version of an MPI: what a compiled shim is bound to. */
export interface LibraryFamily {
  readonly vendor: string;
  readonly major: number;
}

/** How vendors begin the text of `MPI_Get_library_version`. */
const VENDORS: readonly (readonly [vendor: string, pattern: RegExp])[] = [
  ["Open MPI", /Open MPI v(\d+)/],
  ["Intel MPI", /Intel\(R\) MPI Library (\d+)/],
  ["Cray MPICH", /CRAY MPICH version (\d+)/],
  ["MVAPICH", /MVAPICH2? Version\s*:\s*(\d+)/],
  ["MPICH", /MPICH Version:\s*(\d+)/],
];

/** Reads the text of `MPI_Get_library_version`. */
export function familyOf(version: string): LibraryFamily {
  for (const [vendor, pattern] of VENDORS) {
    const found = pattern.exec(version);
    if (found) return { vendor, major: Number(found[1]) };
  }
  return { vendor: version.split("\n")[0] as string, major: 0 };
}

/** Whether a shim for one library fits another. */
export function isSameFamily(one: LibraryFamily, other: LibraryFamily): boolean {
  return one.vendor === other.vendor && one.major === other.major;
}

/** Vendor and major version in words: `Open MPI 5`. */
export function nameOfFamily({ vendor, major }: LibraryFamily): string {
  return major > 0 ? `${vendor} ${major}` : vendor;
}

/**
 * What the environment says of the launcher: its vendor, and the major version if it tells. Slurm's own launcher fits
 * any library.
 *
 * @see Open MPI 5.0 documentation, section 10.1.3; Open MPI 4 sets no `OMPI_VERSION`.
 */
export function launcherFamily(
  environment: Readonly<Record<string, string | undefined>>,
): LibraryFamily | undefined {
  const { OMPI_COMM_WORLD_SIZE, OMPI_VERSION, MPI_LOCALNRANKS } = environment;
  if (OMPI_COMM_WORLD_SIZE !== undefined) {
    return { vendor: "Open MPI", major: Number.parseInt(OMPI_VERSION ?? "4", 10) };
  }
  return MPI_LOCALNRANKS === undefined ? undefined : { vendor: "MPICH", major: 0 };
}

/** Processes that the launcher started, if it says so. */
export function launchedProcesses(
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const text = environment.OMPI_COMM_WORLD_SIZE ?? environment.PMI_SIZE;
  return text === undefined ? undefined : Number(text);
}
