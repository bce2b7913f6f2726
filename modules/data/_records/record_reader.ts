/** Value of one field of a record; `null` if it is missing. */
export type RecordValue =
  | number
  | bigint
  | string
  | boolean
  | Uint8Array
  | readonly RecordValue[]
  | null;

/** Values of one field, one for each record that was asked for. */
export type FieldValues = readonly RecordValue[];

/**
 * Reads records of a table on disk by their index. Lives in a worker: it creates no tensors and loads nothing that does.
 *
 * A reader must: (1) return the same values for the same index, always; (2) hold a bounded number of records; (3) throw
 * `data/corrupt` for a broken record, naming file, record, column and byte offset; (4) throw `data/changed` if a file is
 * another one than its spec describes.
 */
export interface RecordReader {
  /** Names of the fields that every record has. */
  readonly fields: readonly string[];
  /** Number of records. */
  readonly size: number;
  /** Records that are read together, at least 1; with 1, any order costs the same. */
  readonly blockSize: number;
  /** Reads `fields` of the records at `indices`, field by field. */
  read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]>;
  /** Returns where a record is, for errors: `"cars.csv", row 12 (byte 1,024)`. @default its index */
  locate?(index: number): string;
  /** Closes the files. */
  close(): Promise<void>;
}
