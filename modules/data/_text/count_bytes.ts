import type { DataProgress, OpenContext } from "../../../core/mod.ts";
import type { ReadingContext } from "./read_pieces.ts";

/** Counts the bytes of texts that are done, and says how far that is. */
export function countBytes(
  action: DataProgress["action"],
  name: string,
  total: number,
  { onProgress, signal }: OpenContext,
): ReadingContext {
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress?.({ action, name, done, total, unit: "bytes" });
  };
  return { onBytes, signal };
}
