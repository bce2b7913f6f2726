import { type DataProgress, errorMessage, TolariaError } from "../../../core/worker.ts";
import { fingerprintLine, makeIndex } from "../_indexed/mod.ts";
import type { JsonRequest, JsonSpec } from "./json_spec.ts";
import { type JsonHead, readHead } from "./read_head.ts";

/**
 * Indexes files of JSON records.
 *
 * @throws {TolariaError} `data/corrupt` if a file cannot be read; `data/invalid` if there is no record.
 */
export async function makeSpec(
  { files, cache, fields }: JsonRequest,
  onProgress: (progress: DataProgress) => void,
): Promise<JsonSpec> {
  const made = files.map((path) => makeIndex<JsonHead>(path, cache, readHead, onProgress));
  if (made.every(({ index }) => index.records === 0)) {
    const names = files.map((path) => `"${path}"`).join(", ");
    throw new TolariaError("data/invalid", errorMessage("there is no record", `train on ${names}`));
  }
  const notes = made.flatMap(({ note }) => note ?? []);
  return {
    kind: "json",
    fingerprint: made.map(({ index }) => fingerprintLine(index)).join("\n"),
    files: made.map(({ index }) => index),
    fields: [...new Set([...made.flatMap(({ head }) => head.fields), ...fields])],
    ...(notes.length > 0 && { notes }),
  };
}
