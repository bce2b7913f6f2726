import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { TolariaError } from "../../../core/errors/mod.ts";

/** What a file that is not whole yet, or does not count yet, is called besides its name. */
export const PARTIAL = ".partial";

/** The end of the name of a file with numbers. */
export const TENSORS = ".safetensors";

/** The end of the name of a record. */
export const RECORD = ".json";

const NAME = /^step-\d+-\d+-[0-9a-f]{8}\.(?:safetensors|json)(?:\.partial)?$/;

/** Whether a name is one of a checkpoint's file: numbers, record, or what is not whole yet of them. */
export function isCheckpointFile(name: string): boolean {
  return NAME.test(name);
}

/**
 * Path of a file of a checkpoint, whose name may come from a journal that anybody can have written.
 *
 * @throws {TolariaError} `checkpoint/corrupt` if the name is none that a writer gives: it may lie elsewhere.
 */
export function pathIn(directory: string, name: string): string {
  if (isCheckpointFile(name)) return join(directory, name);
  throw new TolariaError(
    "checkpoint/corrupt",
    `its file must be named like one of a checkpoint, but is ${JSON.stringify(name.slice(0, 200))}`,
  );
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
