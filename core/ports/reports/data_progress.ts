/** How far the opening of the data is. */
export interface DataProgress {
  /** What is done: files are indexed, prepared columns are fitted, records are checked, texts encoded, features extracted. */
  readonly action: "index" | "fit" | "check" | "encode" | "extract";
  /** What it is done with: a file, or a source. */
  readonly name: string;
  /** How much is done, in units of `unit`. */
  readonly done: number;
  /** How much there is. */
  readonly total: number;
  /** What is counted. */
  readonly unit: "bytes" | "records" | "files";
}
