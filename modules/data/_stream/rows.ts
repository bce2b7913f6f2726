import { type Column, type ColumnValues, TolariaError } from "../../../core/mod.ts";

/** Numbers of one example in one column: one number, or a list of them, row-major or nested. */
export type ColumnRow = number | boolean | ArrayLike<unknown> | undefined | null;

/** Makes the array of a column for a batch. */
export function allocate({ shape, dtype }: Column, size: number): ColumnValues {
  const length = shape.reduce((product, extent) => product * extent, size);
  return dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
}

/**
 * Writes an example's values into the row `row` of a batch.
 *
 * @param place Names the example in errors.
 * @throws {TolariaError} `data/invalid`, naming column, example and rule.
 */
export function writeRow(
  column: Column,
  found: ColumnRow,
  values: ColumnValues,
  row: number,
  place: () => string,
): void {
  const width = column.shape.reduce((product, extent) => product * extent, 1);
  const numbers = flatten(found);
  if (numbers.length !== width) {
    const has = found === undefined || found === null ? "none" : String(numbers.length);
    const rule = `must have ${width} ${width === 1 ? "number" : "numbers"}, but has ${has}`;
    throw new TolariaError("data/invalid", `Column "${column.name}" of ${place()} ${rule}.`);
  }
  for (let at = 0; at < width; at++) {
    const value = numbers[at];
    const number = typeof value === "boolean" ? Number(value) : value;
    if (!isLegal(column, number)) {
      const rule = `must be ${ruleOf(column)}, but is ${String(value)}`;
      throw new TolariaError("data/invalid", `Column "${column.name}" of ${place()} ${rule}.`);
    }
    values[row * width + at] = number as number;
  }
}

function flatten(found: unknown): ArrayLike<unknown> {
  if (found === undefined || found === null) return [];
  if (ArrayBuffer.isView(found)) return found as unknown as ArrayLike<unknown>;
  if (!Array.isArray(found)) return [found];
  return found.some((item) => typeof item === "object")
    ? found.flatMap((item) => Array.from(flatten(item)))
    : found;
}

function isLegal({ dtype, classes }: Column, value: unknown): boolean {
  if (typeof value !== "number") return false;
  if (dtype === "float32") return Number.isFinite(value);
  return (value | 0) === value && (classes === undefined || (value >= 0 && value < classes));
}

function ruleOf({ dtype, classes }: Column): string {
  if (classes !== undefined) return `a whole number from 0 to ${classes - 1}`;
  return dtype === "int32" ? "a whole number of 32 bits" : "a finite number";
}
