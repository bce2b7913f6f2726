import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Opens a file that must be a regular one. A pipe is not waited for, and a link not followed.
 *
 * @param flags Of open(2). @default for reading
 * @returns Its descriptor.
 * @throws {Error} If there is none, or it is a link, a pipe, a folder or a device.
 */
export function openRegularFile(path: string, flags: number = O_RDONLY): number {
  const file = openSync(path, flags | O_NONBLOCK | O_NOFOLLOW);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`"${path}" must be a regular file`);
}

/** Reads a text from a file that must be a regular one. @throws {Error} As {@link openRegularFile}. */
export function readRegularText(path: string): string {
  const file = openRegularFile(path);
  try {
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}
