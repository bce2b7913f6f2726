import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { messageOf, TolariaError } from "../../core/mod.ts";
import { loadCsvStream } from "../../deps.ts";

/** Forms of records in a file. */
export type RecordsFormat = "csv" | "jsonl";

/** A record as it is read. */
export type ReadRecord = Readonly<Record<string, unknown>>;

/** Records that are read one after the other. */
export interface RecordStream {
  readonly format: RecordsFormat | "images";
  readonly records: AsyncIterable<ReadRecord>;
  /** Where a record is, for errors. */
  readonly place: (record: number) => string;
}

/** Which file, and what is in it. */
export interface ReadOptions {
  /** Path, or `-` for stdin. */
  readonly input: string;
  readonly format?: RecordsFormat | undefined;
  /** One character between the fields of a CSV file. @default "," */
  readonly delimiter?: string | undefined;
  /** Field of the records that an image goes to, if the model takes one. */
  readonly imageField?: string | undefined;
  /** Fields that each record needs. */
  readonly fields: readonly string[];
}

const FORMATS: Readonly<Record<string, RecordsFormat>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

const IMAGES = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".tif", ".tiff", ".bmp"];

/** Returns the form of a file by the end of its name; undefined if that does not tell it. */
export function formatOf(path: string): RecordsFormat | undefined {
  return FORMATS[extname(path).toLowerCase()];
}

/**
 * Reads records from CSV, JSON lines or an image, without holding more than one.
 *
 * @throws {TolariaError} `data/invalid`, naming file, line and fault; also while it is read.
 */
export async function readRecords(options: ReadOptions): Promise<RecordStream> {
  const { input, delimiter = extname(input).toLowerCase() === ".tsv" ? "\t" : "," } = options;
  if (IMAGES.includes(extname(input).toLowerCase())) return readImage(options);
  const format = options.format ?? formatOf(input);
  if (!format) {
    throw invalid(
      input === "-"
        ? 'say what stdin holds by "--input-format csv" or "--input-format jsonl"'
        : `"${input}" must end in .csv, .tsv, .jsonl, .ndjson or the name of an image format, or "--input-format" must say what it holds`,
    );
  }
  const name = input === "-" ? "stdin" : `"${input}"`;
  const source = input === "-" ? process.stdin : createReadStream(input);
  const records =
    format === "csv"
      ? readCsv(source, name, delimiter, options.fields)
      : readJsonLines(source, name, options.fields);
  return { format, records, place: (record) => `record ${record + 1} of ${name}` };
}

async function readImage({ input, imageField }: ReadOptions): Promise<RecordStream> {
  if (imageField === undefined) {
    throw invalid(
      `"${input}" is an image, and no input of the model was trained on images by image(): give its inputs as JSON lines`,
    );
  }
  const bytes = await readFile(input).catch((error) => {
    throw invalid(messageOf(error), error);
  });
  const field = imageField;
  async function* records() {
    yield { [field]: new Uint8Array(bytes) };
  }
  return { format: "images", records: records(), place: () => `"${input}"` };
}

async function* readCsv(
  source: Readable,
  name: string,
  delimiter: string,
  fields: readonly string[],
): AsyncGenerator<ReadRecord> {
  const parse = await loadCsvStream();
  const checkHeader = (header: string[]) => {
    checkFields(header, fields, `The header of ${name}`);
    return header;
  };
  const parser = parse({ bom: true, columns: checkHeader, delimiter, skip_empty_lines: true });
  source.on("error", (error) => parser.destroy(error));
  try {
    for await (const record of source.pipe(parser)) yield record as ReadRecord;
  } catch (error) {
    throw TolariaError.is(error) ? error : invalid(`${name}: ${messageOf(error)}`, error);
  }
}

async function* readJsonLines(
  source: Readable,
  name: string,
  fields: readonly string[],
): AsyncGenerator<ReadRecord> {
  let failure: unknown;
  source.on("error", (error) => {
    failure = error;
    lines.close();
  });
  const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === "") continue;
    const record = parseLine(text, `line ${line} of ${name}`);
    if (line === 1) checkFields(Object.keys(record), fields, `Line 1 of ${name}`);
    yield record;
  }
  if (failure !== undefined) throw invalid(messageOf(failure), failure);
}

function parseLine(text: string, place: string): ReadRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`${place} is no JSON (${messageOf(error)})`, error);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as ReadRecord;
  }
  throw invalid(`${place} must be an object with the fields of a record`);
}

function checkFields(found: readonly string[], needed: readonly string[], where: string): void {
  const missing = needed.filter((field) => !found.includes(field));
  if (missing.length === 0) return;
  const list = (names: readonly string[]) => names.map((one) => `"${one}"`).join(", ");
  throw invalid(
    `${where} lacks ${list(missing)}; the model needs ${list(needed)}, and there are ${list(found)}`,
  );
}

function invalid(reason: string, cause?: unknown): TolariaError {
  return new TolariaError("data/invalid", `${reason}. Cannot predict.`, { cause });
}
