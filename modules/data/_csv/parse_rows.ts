import { loadCsvParse } from "../../../deps_worker.ts";
import type { CsvFormat } from "./csv_spec.ts";

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
    record_delimiter: newline === 13 ? "\r" : ["\r\n", "\n"],
    // Rows are counted here, to name the one that differs.
    relax_column_count: true,
    skip_empty_lines: true,
  };
  return (bytes) => parse(bytes, options);
}
