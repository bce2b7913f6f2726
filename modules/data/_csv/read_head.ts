import { cannotRead, type FileHead, type RecordRules, RecordScanner } from "../_indexed/mod.ts";
import type { CsvRequest } from "./csv_spec.ts";
import type { ParseRows } from "./parse_rows.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** What the beginning of a CSV file tells. */
export interface CsvHead {
  readonly fields: readonly string[];
  readonly rules: RecordRules;
  readonly first: { readonly from: number; readonly firstRow: number };
}

/**
 * Reads names and line ends from the beginning of a file.
 *
 * @throws {TolariaError} `data/corrupt` if the file is empty, or its names are missing, doubled or not as many as columns.
 */
export function readHead(
  head: FileHead,
  request: CsvRequest,
  parse: (newline: number) => ParseRows,
): CsvHead {
  const rules = rulesOf(head.bytes, request);
  const end = endOfFirstRow(head, rules);
  const row = firstRow(head, parse(rules.newline), end);
  const { header, names } = request;
  const fields = names ?? row;
  if (fields.length !== row.length) {
    const reason = `its first row has ${row.length} columns, but "names" has ${fields.length}`;
    throw cannotRead(head.path, reason);
  }
  const doubled = fields.find((name, at) => fields.indexOf(name) !== at);
  if (doubled !== undefined) {
    const reason = `two columns are called ${JSON.stringify(doubled)}. Give each a name of its own with "names", or, without a header, set "header" to false`;
    throw cannotRead(head.path, reason);
  }
  const first = header
    ? { from: head.offset + end, firstRow: 2 }
    : { from: head.offset, firstRow: 1 };
  return { fields, rules, first };
}

function rulesOf(bytes: Uint8Array, { quote, delimiter }: CsvRequest): RecordRules {
  const quoteByte = quote === false ? undefined : quote.charCodeAt(0);
  return {
    newline: newlineOf(bytes, quoteByte),
    delimiter: delimiter.charCodeAt(0),
    ...(quoteByte !== undefined && { quote: quoteByte }),
  };
}

/** The line end of the first row: a carriage return only if no line feed follows it. */
function newlineOf(bytes: Uint8Array, quote: number | undefined): number {
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) quoted = !quoted;
    if (quoted) continue;
    if (byte === LINE_FEED) return LINE_FEED;
    if (byte === CARRIAGE_RETURN) {
      return bytes[at + 1] === LINE_FEED || at + 1 === bytes.length ? LINE_FEED : CARRIAGE_RETURN;
    }
  }
  return LINE_FEED;
}

/** Offset in the head at which the second row begins. */
function endOfFirstRow({ path, bytes, whole }: FileHead, rules: RecordRules): number {
  const scanner = new RecordScanner(rules, 1);
  scanner.push(bytes);
  const found = scanner.records > 0;
  if (whole && !found && scanner.openQuote === undefined) scanner.finish();
  if (scanner.records === 0) throw cannotRead(path, noRow(bytes, scanner.openQuote));
  return scanner.offsets[1] ?? scanner.start;
}

function noRow(bytes: Uint8Array, openQuote: number | undefined): string {
  if (bytes.length === 0) return "it is empty";
  if (openQuote !== undefined) return `the quote at byte ${openQuote}, in row 1, is not closed`;
  return `its first row is longer than ${bytes.length} bytes, or it has none`;
}

function firstRow({ path, bytes }: FileHead, parse: ParseRows, end: number): readonly string[] {
  try {
    return parse(bytes.subarray(0, end))[0] as readonly string[];
  } catch (error) {
    throw cannotRead(
      path,
      `row 1 is broken: ${error instanceof Error ? error.message : error}`,
      error,
    );
  }
}
