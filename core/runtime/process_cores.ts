import { availableParallelism, cpus } from "node:os";

/** Variables in which launchers say how many of their processes are on this host; Slurm writes `2(x3)` or `2,1`. */
const NEIGHBOURS = ["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS", "SLURM_STEP_TASKS_PER_NODE"];

/**
 * Cores for the threads of this process: those that it is bound to, as `mpirun` does; or its share, if a launcher started
 * several on this host and bound none.
 */
export function coresOfProcess(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  {
    available = availableParallelism(),
    online = cpus().length,
  }: { readonly available?: number; readonly online?: number } = {},
): number {
  if (available < online) return available;
  const text = NEIGHBOURS.map((name) => environment[name]).find((value) => value !== undefined);
  const neighbours = Number.parseInt(text ?? "1", 10);
  return neighbours > 1 ? Math.max(1, Math.floor(available / neighbours)) : available;
}
