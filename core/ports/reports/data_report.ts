/** What became of one field or column of the data. */
export interface ColumnReport {
  /** How it is prepared, as one reads it: `standardized, mean 104.5, deviation 38.5`. */
  readonly preparation: string;
  /** Values that were missing among the training examples. */
  readonly missing?: number;
  /** What takes the place of a missing value. */
  readonly imputed?: number | string;
  /** Categories, in the order of their ids. */
  readonly categories?: readonly string[];
  /** Values of no known category so far. */
  readonly unknown?: number;
}

/** What was opened, and what of it is in memory. */
export interface OpenedReport {
  /** Files: `"cars.csv"`, or `"a.csv" and 3 more files`. */
  readonly name: string;
  /** Records in the files. */
  readonly records: number;
  /** Records that `where` left out. */
  readonly leftOut: number;
  /** Most memory that prepared training examples take at a time, bytes; 0 if they are read for each batch. */
  readonly heldBytes: number;
  /** Threads that read. */
  readonly workers: number;
}

/** What the data of a run turned out to be. */
export interface DataReport {
  /** What was opened, file by file of those of a part of their own; only of records on disk. */
  readonly opened?: readonly OpenedReport[];
  /** Each prepared column by name. */
  readonly columns: Readonly<Record<string, ColumnReport>>;
  /** Broken records that were skipped, by split or file; only if some were. */
  readonly skipped?: Readonly<Record<string, number>>;
  /** What there is to tell of the opening: `The index of "cars.csv" was made again: ...`; only if there is something. */
  readonly notes?: readonly string[];
  /** The first broken records and what was wrong with them, with file, record and offset. */
  readonly broken?: readonly string[];
}
