import { loadCsvParse } from "../../../deps_worker.ts";
import type { CsvFormat } from "./csv_spec.ts";

const CARRIAGE_RETURN = 13;

/** Parses whole records to their fields. Throws at a record with a stray quote. */
export type ParseRows = (bytes: Buffer) => readonly (readonly string[])[];

/** Makes a parser of records that end with `newline`. */
export async function rowParser(
  { delimiter, quote }: CsvFormat,
  newline: number,
): Promise<ParseRows> {
  const parse = await loadCsvParse();
  const options = {
    delimiter,
    quote: quote === false ? null : quote,
    escape: quote === false ? null : quote,
    record_delimiter: newline === CARRIAGE_RETURN ? "\r" : ["\r\n", "\n"],
    // Rows are counted here, to name the one that differs.
    relax_column_count: true,
    skip_empty_lines: true,
  };
  return (bytes) => {
    // Without a quote a record is what is between delimiters, several times as fast.
    const isPlain = quote === false || !bytes.includes(quote);
    return isPlain ? splitRows(bytes.toString(), delimiter, newline) : parse(bytes, options);
  };
}

function splitRows(text: string, delimiter: string, newline: number): readonly string[][] {
  const lines = text.split(String.fromCharCode(newline));
  const rows: string[][] = [];
  lines.forEach((line, at) => {
    const ended = at < lines.length - 1;
    const end = ended && line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? -1 : undefined;
    const fields = newline === CARRIAGE_RETURN ? line : line.slice(0, end);
    if (fields !== "") rows.push(fields.split(delimiter));
  });
  return rows;
}
