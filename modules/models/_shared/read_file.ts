import { readFile } from "node:fs/promises";
import { errorMessage, messageOf, TolariaError } from "../../../core/mod.ts";

/** Reads a file of a model. @throws {TolariaError} `model/missing` if there is none, or it cannot be read. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new TolariaError("model/missing", errorMessage(messageOf(cause), `read "${path}"`), {
      cause,
    });
  }
}
