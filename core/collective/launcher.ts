import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { Collective } from "../ports/collective.ts";
import type { Launch } from "../ports/reports/launch.ts";

/**
 * Launchers, each with the variables in which it tells a process how many there are and which one it is. `mpirun` within
 * a Slurm job sets those of both, so it comes first.
 *
 * @see Open MPI 5.0 documentation, section 10.1.3; MPICH's PMI 1.1; `srun(1)`, output environment variables.
 */
const LAUNCHERS = [
  { launcher: "mpirun", size: "OMPI_COMM_WORLD_SIZE", rank: "OMPI_COMM_WORLD_RANK" },
  { launcher: "mpiexec", size: "PMI_SIZE", rank: "PMI_RANK" },
  // Only srun sets the number of its step: SLURM_NTASKS is there in a batch script too, which runs once.
  { launcher: "srun", size: "SLURM_STEP_NUM_TASKS", rank: "SLURM_PROCID" },
] as const;

/** What started this process as one of several; `undefined` if it was started alone. */
export function launchOf(
  environment: Readonly<Record<string, string | undefined>>,
): Launch | undefined {
  for (const { launcher, size, rank } of LAUNCHERS) {
    const [count, own] = [environment[size], environment[rank]].map(wholeNumber);
    if (count !== undefined && own !== undefined && count > 1) {
      return { launcher, size: count, rank: own };
    }
  }
  return undefined;
}

/** Reports that several processes were started, but that no collective joins them: all train the same. */
export function reportUnused(
  { size, incarnation }: Pick<Collective, "size" | "incarnation">,
  environment: Readonly<Record<string, string | undefined>>,
  events: RunEventEmitter,
): void {
  const launch = launchOf(environment);
  // One that has shrunk to a single rank is still what joined them.
  if (launch && size === 1 && incarnation === 0) events.emit("collective/unused", launch);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
