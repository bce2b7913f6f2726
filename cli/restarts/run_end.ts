import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Variable that names the file in which a process leaves its exit code. */
export const RUN_END = "TOLARIA_RUN_END";

/**
 * Leaves the exit code of this process where its supervisor asked for it: what lies between the two, such as `mpirun`,
 * may exit with another.
 */
export function leaveRunEnd(exitCode: number): void {
  const path = process.env[RUN_END];
  if (path === undefined) return;
  // Several ranks may write it, and all write the same.
  const partial = `${path}.${process.pid}`;
  try {
    writeFileSync(partial, `${exitCode}\n`);
    renameSync(partial, path);
  } catch (error) {
    process.stderr.write(`Cannot tell the supervisor how the run ended: ${error}\n`);
  }
}

/** The exit code that a process left; `undefined` if none came that far. */
export function readRunEnd(path: string): number | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return /^\d+\n$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
