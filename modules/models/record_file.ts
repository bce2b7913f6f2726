import { extname } from "node:path";
import { type BatchValues, type Column, type Dataset, TolariaError } from "../../core/mod.ts";
import type { Preparation } from "../data/_preparation/mod.ts";
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
   * Opens a CSV or Parquet file, or one of JSON records.
   *
   * @throws {TolariaError} `data/invalid` if it cannot be read, or lacks a field that the preparation needs.
   */
  static async open(path: string, preparation: Preparation): Promise<RecordFile> {
    if (preparation.window) {
      throw invalid("The model's examples are windows over records; give a windows() source");
    }
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
  ".jsonl": json,
  ".ndjson": json,
  ".json": json,
};

function json(path: string): SpecRequest {
  return { kind: "json", files: [path], cache: false, fields: [] } as SpecRequest;
}

function csv(path: string, delimiter: string): SpecRequest {
  const format = { delimiter, quote: '"', header: true };
  return { kind: "csv", files: [path], cache: false, ...format } as SpecRequest;
}

async function openFile(path: string): Promise<RecordReader> {
  const end = extname(path).toLowerCase();
  const request = REQUESTS[end];
  if (request) return openReader(await makeSpec(request(path)));
  throw invalid(`"${path}" must end in ${Object.keys(REQUESTS).join(", ")}`);
}

function invalid(reason: string, cause?: unknown): TolariaError {
  return new TolariaError("data/invalid", `${reason}. Cannot evaluate.`, { cause });
}
