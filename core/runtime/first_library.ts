import { messageOf } from "../errors/mod.ts";

/** What `open` returns for the first of `libraries` that can be opened. */
export function firstLibrary<T>(libraries: readonly string[], open: (library: string) => T): T {
  const faults: string[] = [];
  for (const library of libraries) {
    try {
      return open(library);
    } catch (error) {
      faults.push(messageOf(error));
    }
  }
  throw new Error(`the C library cannot be called: ${faults[0]}`);
}
