import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import {
  firstInvalidByte,
  IndexedFiles,
  placeText,
  type RecordRun,
  recordsOf,
} from "../_indexed/mod.ts";
import type { FieldValues, RecordReader, RecordValue } from "../_records/mod.ts";
import { fieldValue, type JsonRecord, parseRecords } from "./json_records.ts";
import type { JsonSpec } from "./json_spec.ts";

/** Records that are read together. */
const BLOCK_SIZE = 1_000;

/** Opens indexed files of JSON records. */
export async function openReader(spec: JsonSpec): Promise<RecordReader> {
  return new JsonReader(spec);
}

class JsonReader implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize = BLOCK_SIZE;
  readonly #files: IndexedFiles;

  constructor({ files, fields }: JsonSpec) {
    this.#files = new IndexedFiles(files);
    this.fields = fields;
    this.size = this.#files.size;
  }

  async read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    const values = fields.map(() => new Array<RecordValue>(indices.length));
    for (const run of this.#files.runs(indices)) {
      const records = recordsIn(run);
      run.wanted.forEach(({ at }, number) => {
        const record = records[number] as JsonRecord;
        fields.forEach((field, place) => {
          (values[place] as RecordValue[])[at] = fieldValue(record, field);
        });
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
}

/** Records that were asked for, in the order of the run. */
function recordsIn(run: RecordRun): readonly JsonRecord[] {
  const array = run.file.rules.array === true;
  const all = firstInvalidByte(run.bytes) === undefined ? parsed(run.bytes, array) : undefined;
  if (all?.length === run.count) {
    return run.wanted.map(({ record }) => all[record - run.first] as JsonRecord);
  }
  const placed = recordsOf(run);
  return run.wanted.map(({ record }) => {
    const { bytes, offset } = placed[record - run.first] as (typeof placed)[number];
    const broken = (reason: string, at = offset) =>
      new TolariaError(
        "data/corrupt",
        errorMessage(reason, `read ${placeText(run.file, record, at)}`),
      );
    const invalid = firstInvalidByte(bytes);
    if (invalid !== undefined) {
      throw broken("the text must be UTF-8, but a byte is not", offset + invalid);
    }
    return oneRecord(bytes, array, broken);
  });
}

/** Undefined if some record is broken: it is found, and named, one by one. */
function parsed(bytes: Buffer, array: boolean): readonly JsonRecord[] | undefined {
  try {
    return parseRecords(bytes, array);
  } catch {
    return undefined;
  }
}

function oneRecord(bytes: Buffer, array: boolean, broken: (reason: string) => Error): JsonRecord {
  try {
    return parseRecords(bytes, array)[0] as JsonRecord;
  } catch (error) {
    throw broken(messageOf(error));
  }
}
