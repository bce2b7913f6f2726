/** As root, Open MPI starts nothing unless two variables allow it. */
const AS_ROOT: Readonly<Record<string, string>> = {
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  PRTE_ALLOW_RUN_AS_ROOT: "1",
  PRTE_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
};

/** Variables that the launcher of an MPI needs besides those that are there, to check or try out a setup. */
export function launcherEnvironment(): Readonly<Record<string, string>> {
  return process.getuid?.() === 0 ? AS_ROOT : {};
}
