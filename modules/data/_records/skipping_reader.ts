import type { FieldValues, RecordReader } from "./record_reader.ts";

/** A reader without some of its records: the others move up. */
export class SkippingReader implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize: number;
  readonly #reader: RecordReader;
  readonly #skipped: Uint32Array;

  /** @param skipped Indices of the records that are left out, ascending. */
  constructor(reader: RecordReader, skipped: Uint32Array) {
    this.fields = reader.fields;
    this.size = reader.size - skipped.length;
    this.blockSize = reader.blockSize;
    this.#reader = reader;
    this.#skipped = skipped;
  }

  read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    return this.#reader.read(
      indices.map((index) => this.#place(index)),
      fields,
    );
  }

  locate(index: number): string {
    const place = this.#place(index);
    return this.#reader.locate?.(place) ?? `record ${place}`;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** Index of the record that is `index`-th of those kept: it has as many skipped ones before it as lie at or below it. */
  #place(index: number): number {
    let low = 0;
    let high = this.#skipped.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // The kept record before skipped one number `middle` has the index skipped - middle - 1.
      if ((this.#skipped[middle] as number) - middle <= index) low = middle + 1;
      else high = middle;
    }
    return index + low;
  }
}
