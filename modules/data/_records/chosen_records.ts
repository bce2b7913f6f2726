import type { FieldValues, RecordReader } from "./record_reader.ts";
import { RecordSet, type RecordSetData } from "./record_set.ts";

/** Some records of a reader: those that are left out are passed over. */
export class ChosenRecords implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize: number;
  readonly #reader: RecordReader;
  readonly #chosen: RecordSet;

  constructor(reader: RecordReader, chosen: RecordSetData) {
    this.#chosen = new RecordSet(chosen);
    this.fields = reader.fields;
    this.size = this.#chosen.size;
    this.blockSize = reader.blockSize;
    this.#reader = reader;
  }

  read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    const records = indices.map((index) => this.#chosen.at(index));
    return this.#reader.read(records, fields);
  }

  locate(index: number): string {
    const record = this.#chosen.at(index);
    return this.#reader.locate?.(record) ?? `record ${record}`;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
