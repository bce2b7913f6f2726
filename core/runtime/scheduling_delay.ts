import { readFileSync } from "node:fs";

/**
 * How long a thread was ready to run and had no processor, since it began, ms: what the machine took of its time.
 *
 * From the second number of Linux's `/proc/<id>/schedstat`, in nanoseconds. Takes about 15 us.
 *
 * @param processId The process whose main thread is meant. @default the calling thread
 * @returns `undefined` if the system does not tell, or the process is gone.
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function schedulingDelayMs(processId?: number): number | undefined {
  try {
    const path =
      processId === undefined ? "/proc/thread-self/schedstat" : `/proc/${processId}/schedstat`;
    const delayNs = Number(readFileSync(path, "utf8").split(" ")[1]);
    return Number.isFinite(delayNs) ? delayNs / 1e6 : undefined;
  } catch {
    return undefined;
  }
}
