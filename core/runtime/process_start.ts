import { readFileSync } from "node:fs";

/**
 * When a process began, in ticks since the machine did; undefined where there is none of that number, or only what its
 * parent has not taken note of.
 *
 * @see proc_pid_stat(5): the fields `state`, 3, and `starttime`, 22.
 */
export function processStart(pid: number): bigint | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The second field is the program's name, in parentheses and with whatever is in it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  const start = fields[19];
  return state === "Z" || state === "X" || start === undefined ? undefined : BigInt(start);
}

/** Whether the process that began at `start` still is. */
export function isRunning(pid: number, start: bigint): boolean {
  return processStart(pid) === start;
}
