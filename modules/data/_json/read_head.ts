import { cannotRead, type FileHead, type RecordRules, scannerOf } from "../_indexed/mod.ts";
import { fieldsOf, parseRecords } from "./json_records.ts";

const LINE_FEED = 10;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;

/** Records at the beginning of a file whose fields are looked at. */
const SAMPLE = 1_000;

/** What the beginning of a file of JSON records tells. */
export interface JsonHead {
  readonly fields: readonly string[];
  readonly rules: RecordRules;
  readonly first: { readonly from: number; readonly firstRow: number };
}

/**
 * Reads from the beginning of a file whether it is an array or has a record a line, and which fields there are.
 *
 * @throws {TolariaError} `data/corrupt` if it is neither, or the first records are broken.
 */
export function readHead({ path, bytes, offset, whole }: FileHead): JsonHead {
  const start = bytes.findIndex((byte) => byte > 0x20);
  if (start < 0) throw cannotRead(path, "it is empty");
  const array = bytes[start] === OPEN_LIST;
  if (!array && bytes[start] !== OPEN_OBJECT) {
    const shown = JSON.stringify(bytes.toString("utf8", start, start + 20));
    throw cannotRead(path, `it must begin with "{" or "[", but begins with ${shown}`);
  }
  const rules = { newline: LINE_FEED, ...(array && { array }) };
  const from = array ? start + 1 : start;
  const fields = sampledFields(path, bytes.subarray(from), rules, whole);
  return { fields, rules, first: { from: offset + from, firstRow: 1 } };
}

function sampledFields(
  path: string,
  bytes: Buffer,
  rules: RecordRules,
  whole: boolean,
): readonly string[] {
  const scanner = scannerOf(rules, 1, 0);
  scanner.push(bytes);
  if (whole && scanner.openQuote === undefined) scanner.finish();
  const { offsets, start } = scanner;
  const end = offsets.length > SAMPLE ? (offsets[SAMPLE] as number) : start;
  if (offsets.length === 0 && !whole) {
    throw cannotRead(path, `its first record is longer than ${bytes.length} bytes`);
  }
  const fields = new Set<string>();
  for (let at = 0; at < Math.min(SAMPLE, offsets.length); at++) {
    const own = bytes.subarray(offsets[at], offsets[at + 1] ?? end);
    try {
      for (const record of parseRecords(own, rules.array === true)) {
        for (const field of fieldsOf(record)) fields.add(field);
      }
    } catch {
      // It is named once it is read, or skipped where that is wanted.
    }
  }
  return [...fields];
}
