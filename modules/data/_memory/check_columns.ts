import { TolariaError } from "../../../core/mod.ts";
import type { MemoryColumn } from "./memory_dataset.ts";

/**
 * Fails unless every column has a value for each of the same examples, and no value that cannot be trained
 * on: labels are whole and in range, everything else is finite.
 *
 * @param source What is opened, for messages: `arrays`, a file's path.
 * @returns The number of examples.
 */
export function checkColumns(source: string, columns: readonly MemoryColumn[]): number {
  const counts = columns.map((column) => countExamples(source, column));
  const size = counts[0] as number;
  columns.forEach((column, index) => {
    if (counts[index] !== size) {
      invalid(
        source,
        column,
        `must have ${size} examples like column "${columns[0]?.name}", but has ${counts[index]}`,
      );
    }
    checkValues(source, column);
  });
  return size;
}

function countExamples(source: string, column: MemoryColumn): number {
  const width = widthOf(column);
  const { length } = column.values;
  if (length === 0) invalid(source, column, "must have at least 1 example, but has 0");
  if (length % width !== 0) {
    invalid(
      source,
      column,
      `must have a multiple of ${width} numbers, as an example's shape is [${column.shape.join(", ")}], but has ${length}`,
    );
  }
  return length / width;
}

function checkValues(source: string, column: MemoryColumn): void {
  const { values, dtype, classes } = column;
  const rule = ruleOf(column);
  if (rule === undefined) return;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const good =
      dtype === "int32"
        ? (value | 0) === value && (classes === undefined || (value >= 0 && value < classes))
        : Number.isFinite(value);
    if (good) continue;
    const example = Math.floor(i / widthOf(column));
    invalid(source, column, `must be ${rule} in example ${example}, but is ${value}`);
  }
}

/** What the values must be; undefined where their type leaves no other choice. */
function ruleOf({ values, dtype, classes }: MemoryColumn): string | undefined {
  if (classes !== undefined) return `a whole number from 0 to ${classes - 1}`;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return undefined;
  return dtype === "int32" ? "a whole number of 32 bits" : "a finite number";
}

function widthOf({ shape }: MemoryColumn): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function invalid(source: string, { name }: MemoryColumn, rule: string): never {
  throw new TolariaError("data/invalid", `Column "${name}" ${rule}. Cannot open ${source}.`);
}
