import { closeSync, fsyncSync, openSync } from "node:fs";
import { kill, pid } from "node:process";

/** What a file that is not whole yet, or does not count yet, is called besides its name. */
export const PARTIAL = ".partial";

/** The end of the name of a file with numbers. */
export const TENSORS = ".safetensors";

/** The end of the name of a record. */
export const RECORD = ".json";

const NAME = /^step-\d+-(\d+)-[0-9a-f]{8}\.(?:safetensors|json)(?:\.partial)?$/;

/** The process that wrote a file of a checkpoint; undefined of any other file. */
export function writerOf(name: string): number | undefined {
  const match = name.match(NAME);
  return match ? Number(match[1]) : undefined;
}

/** Whether a process is there. */
export function isAlive(process: number): boolean {
  if (process === pid) return true;
  try {
    return kill(process, 0);
  } catch {
    return false;
  }
}

/** Makes the names in a directory durable. */
export function syncDirectory(directory: string): void {
  const file = openSync(directory, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
