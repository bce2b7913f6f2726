import { isRunning, processStart } from "../../core/mod.ts";

/** A process of this machine, told from a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in the system's own count; omitted if the system does not say it. */
  readonly process_start?: string;
}

/** Identity of the running process `pid`. */
export function identityOf(pid: number): ProcessIdentity {
  const start = processStart(pid);
  return start === undefined ? { pid } : { pid, process_start: String(start) };
}

/** Whether a process still runs. */
export function isAlive({ pid, process_start: start }: ProcessIdentity): boolean {
  return start === undefined ? signal(pid, 0) : isRunning(pid, BigInt(start));
}

/** Sends a signal; false if the process is gone. Signal 0 only asks. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  // To the system, 0 and negative numbers mean whole groups of processes.
  if (pid <= 0) return false;
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
