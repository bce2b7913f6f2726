import { type DataProgress, errorMessage, TolariaError } from "../../../core/worker.ts";
import { cannotRead, fingerprintLine, makeIndex, stateLine } from "../_indexed/mod.ts";
import type { CsvRequest, CsvSpec } from "./csv_spec.ts";
import { rowParser } from "./parse_rows.ts";
import { type CsvHead, readHead } from "./read_head.ts";

/**
 * Indexes CSV files that have the same columns.
 *
 * @throws {TolariaError} `data/corrupt` if a file cannot be read or its columns are others; `data/invalid` if there is no
 * record.
 */
export async function makeSpec(
  request: CsvRequest,
  onProgress: (progress: DataProgress) => void,
): Promise<CsvSpec> {
  const parsers = new Map(
    await Promise.all(
      [10, 13].map(async (newline) => [newline, await rowParser(request, newline)] as const),
    ),
  );
  const parse = (newline: number) =>
    parsers.get(newline) as NonNullable<ReturnType<typeof parsers.get>>;
  const made = request.files.map((path) =>
    makeIndex<CsvHead>(path, request.cache, (head) => readHead(head, request, parse), onProgress),
  );
  const { fields } = (made[0] as { head: CsvHead }).head;
  made.forEach(({ head, index }) => {
    sameFields(index.path, head.fields, request.files[0] as string, fields);
  });
  if (made.every(({ index }) => index.records === 0)) throw noRecords(request);
  const notes = made.flatMap(({ note }) => note ?? []);
  const { delimiter, quote } = request;
  return {
    kind: "csv",
    fingerprint: made.map(({ index }) => fingerprintLine(index)).join("\n"),
    state: made.map(({ index }) => stateLine(index)).join("\n"),
    files: made.map(({ index }) => index),
    fields,
    delimiter,
    quote,
    ...(notes.length > 0 && { notes }),
  };
}

function sameFields(
  path: string,
  fields: readonly string[],
  first: string,
  expected: readonly string[],
): void {
  if (fields.join("\n") === expected.join("\n")) return;
  throw cannotRead(
    path,
    `its columns are ${fields.join(", ")}, but those of "${first}" are ${expected.join(", ")}`,
  );
}

function noRecords({ files, header }: CsvRequest): TolariaError {
  const names = files.map((path) => `"${path}"`).join(", ");
  const reason = header ? "there is no record after the header" : "there is no record";
  return new TolariaError("data/invalid", errorMessage(reason, `train on ${names}`));
}
