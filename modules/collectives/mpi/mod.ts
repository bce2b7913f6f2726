/**
 * The processes of an MPI as ranks.
 *
 * @module
 */
export type { Installation as MpiInstallation } from "./install/installation.ts";
export type { MpiCheck } from "./install/probe.ts";
export { checkMpi, type MpiSetupOptions, type MpiSetupResult, setupMpi } from "./install/setup.ts";
export { mpi } from "./mpi.ts";
export type { MpiOptions } from "./options.ts";
