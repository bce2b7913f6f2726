import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import {
  type BatchValues,
  type Column,
  type Dataset,
  messageOf,
  TolariaError,
} from "../../core/mod.ts";
import { type PlainRecord, type Preparation, recordsToValues } from "../data/_preparation/mod.ts";
import { makeSpec, openReader, type RecordReader, type SpecRequest } from "../data/_records/mod.ts";

/** Records of a file, prepared as those that a model was trained on. */
export class RecordFile implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly #reader: RecordReader;
  readonly #preparation: Preparation;
  readonly #path: string;

  private constructor(path: string, reader: RecordReader, preparation: Preparation) {
    this.size = reader.size;
    this.inputs = preparation.inputs;
    this.targets = preparation.targets;
    const weights = preparation.weightsFor("evaluate");
    if (weights) this.weights = weights;
    this.#path = path;
    this.#reader = reader;
    this.#preparation = preparation;
  }

  /**
   * Opens a CSV, Parquet or JSON lines file.
   *
   * @throws {TolariaError} `data/invalid` if it cannot be read, or lacks a field that the preparation needs.
   */
  static async open(path: string, preparation: Preparation): Promise<RecordFile> {
    const reader = await openFile(path);
    const needed = preparation.fieldsFor("evaluate");
    const missing = needed.filter((field) => !reader.fields.includes(field));
    if (missing.length === 0 && reader.size > 0) return new RecordFile(path, reader, preparation);
    await reader.close();
    const list = (names: readonly string[]) => names.map((one) => `"${one}"`).join(", ");
    throw invalid(
      missing.length > 0
        ? `"${path}" lacks ${list(missing)}; the model needs ${list(needed)}, and there are ${list(reader.fields)}`
        : `"${path}" has no record`,
    );
  }

  async gather(indices: Uint32Array): Promise<BatchValues> {
    const fields = this.#preparation.fieldsFor("evaluate");
    const values = await this.#reader.read(indices, fields);
    const place = (record: number) =>
      this.#reader.locate?.(record) ?? `record ${record + 1} of "${this.#path}"`;
    return this.#preparation.apply(values, { records: indices, purpose: "evaluate", place });
  }

  /** Closes the file. */
  close(): Promise<void> {
    return this.#reader.close();
  }
}

/** Requests by the end of a file's name. Nothing is kept beside a file that is read once. */
const REQUESTS: Readonly<Record<string, (path: string) => SpecRequest>> = {
  ".csv": (path) => csv(path, ","),
  ".tsv": (path) => csv(path, "\t"),
  ".parquet": (path) => ({ kind: "parquet", files: [path], cache: false }),
};

function csv(path: string, delimiter: string): SpecRequest {
  const format = { delimiter, quote: '"', header: true };
  return { kind: "csv", files: [path], cache: false, ...format } as SpecRequest;
}

async function openFile(path: string): Promise<RecordReader> {
  const end = extname(path).toLowerCase();
  if (end === ".jsonl" || end === ".ndjson") return readLines(path);
  const request = REQUESTS[end];
  if (request) return openReader(await makeSpec(request(path)));
  throw invalid(`"${path}" must end in .csv, .tsv, .parquet, .jsonl or .ndjson`);
}

/** Records of JSON lines, all in memory. */
async function readLines(path: string): Promise<RecordReader> {
  const text = await readFile(path, "utf8").catch((error) => {
    throw invalid(messageOf(error), error);
  });
  const records = text.split("\n").flatMap((line, at): PlainRecord[] => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as PlainRecord];
    } catch (error) {
      throw invalid(`Line ${at + 1} of "${path}" is no JSON (${messageOf(error)})`, error);
    }
  });
  return {
    fields: Object.keys(records[0] ?? {}),
    size: records.length,
    blockSize: 1,
    read: async (indices, fields) =>
      recordsToValues(
        [...indices].map((index) => records[index] as PlainRecord),
        fields,
      ),
    close: async () => {},
  };
}

function invalid(reason: string, cause?: unknown): TolariaError {
  return new TolariaError("data/invalid", `${reason}. Cannot evaluate.`, { cause });
}
