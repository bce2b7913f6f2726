import { type Column, type ColumnValues, TolariaError } from "../../../core/mod.ts";
import { ArrayFile } from "../_numpy/mod.ts";
import type { NumpyColumn } from "./options.ts";

/** A column whose values are those of an array. */
export class ArrayColumn implements Column {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly classes?: number;
  readonly array: ArrayFile;
  readonly #scale: number;

  constructor(name: string, array: ArrayFile, { classes, dtype, scale }: Partial<NumpyColumn>) {
    const whole = array.header.type.wide && scale === undefined;
    this.name = name;
    this.array = array;
    this.shape = array.header.shape.slice(1);
    this.dtype = dtype ?? (classes !== undefined || whole ? "int32" : "float32");
    if (classes !== undefined) this.classes = classes;
    this.#scale = scale ?? 1;
  }

  /** Opens the array of a column. */
  static open(name: string, column: string | NumpyColumn, memoryBytes: number): ArrayColumn {
    const options = typeof column === "string" ? { file: column } : column;
    const { file, array } = options;
    const opened =
      array === undefined ? ArrayFile.open(file, memoryBytes) : ArrayFile.openPacked(file, array);
    return new ArrayColumn(name, opened, options);
  }

  /** Number of examples. */
  get size(): number {
    return this.array.header.shape[0] as number;
  }

  /**
   * Writes an example's values into the row `row` of a batch.
   *
   * @throws {TolariaError} `data/invalid`, naming file, column, example and rule, at a value that cannot be trained on.
   */
  write(example: number, values: ColumnValues, row: number): void {
    const found = this.array.row(example);
    const from = row * found.length;
    for (let at = 0; at < found.length; at++) {
      const value = found[at] as number;
      if (!this.#isLegal(value)) throw this.#wrong(example, value);
      values[from + at] = value * this.#scale;
    }
  }

  #isLegal(value: number): boolean {
    if (this.dtype === "float32") return Number.isFinite(value);
    const { classes } = this;
    return (value | 0) === value && (classes === undefined || (value >= 0 && value < classes));
  }

  #wrong(example: number, value: number): TolariaError {
    const { name, classes, dtype, array } = this;
    const whole = classes === undefined ? "of 32 bits" : `from 0 to ${classes - 1}`;
    const rule = dtype === "float32" ? "a finite number" : `a whole number ${whole}`;
    return new TolariaError(
      "data/invalid",
      `Column "${name}" must be ${rule} in example ${example}, but is ${value}. Cannot read "${array.name}".`,
    );
  }
}
