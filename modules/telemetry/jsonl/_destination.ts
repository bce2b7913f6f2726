/**
 * What writes the lines, in the exporter's worker.
 *
 * @module
 */
import { type Destination, NOTHING_REFUSED } from "../_worker/mod.ts";
import { LineFile } from "./line_file.ts";
import { toLine } from "./to_line.ts";

/** Creates the file. */
export async function open({ path }: { readonly path: string }): Promise<Destination> {
  const file = await LineFile.create(path);
  return {
    shown: file.path,
    deliver: async (spans) => {
      await file.append(spans.map(toLine).join(""));
      return NOTHING_REFUSED;
    },
    close: () => file.close(),
  };
}
