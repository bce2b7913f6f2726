import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import {
  firstInvalidByte,
  IndexedFiles,
  type PlacedRecord,
  placeText,
  type RecordRun,
  recordsOf,
} from "../_indexed/mod.ts";
import type { FieldValues, RecordReader, RecordValue } from "../_records/mod.ts";
import type { CsvSpec } from "./csv_spec.ts";
import { type ParseRows, rowParser } from "./parse_rows.ts";

/** Records that are read together. */
const BLOCK_SIZE = 1_000;

type Row = readonly string[];

/** Opens indexed CSV files. */
export async function openReader(spec: CsvSpec): Promise<RecordReader> {
  const newlines = new Set(spec.files.map(({ rules }) => rules.newline));
  const parsers = new Map<number, ParseRows>();
  for (const newline of newlines) parsers.set(newline, await rowParser(spec, newline));
  return new CsvReader(spec, parsers);
}

class CsvReader implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize = BLOCK_SIZE;
  readonly #files: IndexedFiles;
  readonly #parsers: ReadonlyMap<number, ParseRows>;

  constructor({ files, fields }: CsvSpec, parsers: ReadonlyMap<number, ParseRows>) {
    this.#files = new IndexedFiles(files);
    this.#parsers = parsers;
    this.fields = fields;
    this.size = this.#files.size;
  }

  async read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    const places = fields.map((field) => this.fields.indexOf(field));
    const values = fields.map(() => new Array<RecordValue>(indices.length));
    for (const run of this.#files.runs(indices)) {
      const rows = this.#rowsOf(run);
      run.wanted.forEach(({ at }, number) => {
        const row = rows[number] as Row;
        for (let field = 0; field < places.length; field++) {
          (values[field] as RecordValue[])[at] = row[places[field] as number] as string;
        }
      });
    }
    return values;
  }

  locate(index: number): string {
    const { file, record } = this.#files.placeOf(index);
    for (const run of this.#files.runs(Uint32Array.of(index))) {
      return placeText(file, record, recordsOf(run)[record - run.first]?.offset ?? run.offset);
    }
    return placeText(file, record, 0);
  }

  async close(): Promise<void> {
    this.#files.close();
  }

  /** Rows that were asked for, in the order of the run. */
  #rowsOf(run: RecordRun): readonly Row[] {
    const parse = this.#parsers.get(run.file.rules.newline) as ParseRows;
    if (firstInvalidByte(run.bytes) === undefined) {
      const rows = parsed(parse, run.bytes);
      if (rows?.length === run.count) {
        const wanted = run.wanted.map(({ record }) => rows[record - run.first] as Row);
        if (wanted.every(({ length }) => length === this.fields.length)) return wanted;
      }
    }
    return this.#rowByRow(run, parse);
  }

  /** The same, one by one: some record of the run is broken, perhaps none that was asked for. */
  #rowByRow(run: RecordRun, parse: ParseRows): readonly Row[] {
    const records = recordsOf(run);
    return run.wanted.map(({ record }) => {
      const { bytes, offset } = records[record - run.first] as PlacedRecord;
      const broken = (reason: string, at = offset) => {
        const place = placeText(run.file, record, at);
        return new TolariaError("data/corrupt", errorMessage(reason, `read ${place}`));
      };
      const invalid = firstInvalidByte(bytes);
      if (invalid !== undefined) {
        throw broken("the text must be UTF-8, but a byte is not", offset + invalid);
      }
      const row = rowOf(parse, bytes, broken);
      if (row.length === this.fields.length) return row;
      throw broken(ragged(this.fields, row));
    });
  }
}

function parsed(parse: ParseRows, bytes: Buffer): readonly Row[] | undefined {
  try {
    return parse(bytes);
  } catch {
    // The record that is broken is found, and named, one by one.
    return undefined;
  }
}

function rowOf(parse: ParseRows, bytes: Buffer, broken: (reason: string) => Error): Row {
  try {
    return parse(bytes)[0] as Row;
  } catch (error) {
    throw broken(messageOf(error));
  }
}

function ragged(fields: readonly string[], { length }: Row): string {
  const expected = `the row has ${length} columns, but the header has ${fields.length}`;
  return length < fields.length
    ? `${expected}: column "${fields[length]}" and those after it are missing`
    : `${expected}: a delimiter within a value needs quotes`;
}
