import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { loadCsvParse } from "../../../deps_worker.ts";
import type { RecordValue } from "../_records/mod.ts";
import type { ImageRecord } from "./image_spec.ts";

/** Names of the file that says what is known of the images beside it, as Hugging Face's `imagefolder` has it. */
export const METADATA_FILES: readonly string[] = ["metadata.csv", "metadata.jsonl"];

/**
 * Reads the records of a folder's metadata.
 *
 * @throws {TolariaError} `data/corrupt`, naming file and line.
 */
export async function readMetadata(folder: string, name: string): Promise<readonly ImageRecord[]> {
  const path = join(folder, name);
  try {
    const rows = name.endsWith(".csv") ? await csvRows(path) : jsonRows(path);
    return rows.map(asRecord);
  } catch (error) {
    const message = errorMessage(messageOf(error), `read "${path}"`);
    throw new TolariaError("data/corrupt", message, { cause: error });
  }
}

async function csvRows(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const parse = await loadCsvParse();
  return parse(readFileSync(path), {
    bom: true,
    columns: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
  });
}

function jsonRows(path: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(path, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line)];
    } catch (error) {
      throw new Error(`line ${at + 1}: ${messageOf(error)}`, { cause: error });
    }
  });
}

function asRecord(row: Readonly<Record<string, unknown>>, at: number): ImageRecord {
  const { file_name } = row;
  if (typeof file_name === "string" && file_name !== "") return row as ImageRecord;
  const fields = Object.keys(row).join(", ");
  throw new Error(
    `record ${at + 1} must have a "file_name", but its fields are ${fields || "none"}`,
  );
}

/** Returns the fields of records besides the name of the file, a list of values each; null where a record has none. */
export function columnsOf(
  records: readonly ImageRecord[],
): Readonly<Record<string, readonly RecordValue[]>> {
  const fields = new Set(records.flatMap((record) => Object.keys(record)));
  fields.delete("file_name");
  return Object.fromEntries(
    [...fields].map((field) => [field, records.map((record) => record[field] ?? null)]),
  );
}
