import { type ColumnValues, type SavedColumn, TolariaError } from "../../core/mod.ts";
import { tf } from "../../deps.ts";

/** Values of one input for some examples: row-major, nested by axis, or a tensor with the batch axis. */
export type ArrayInput = tf.Tensor | Float32Array | Int32Array | NestedNumbers;

/** Numbers in lists, an axis a level. */
export type NestedNumbers = readonly (number | NestedNumbers)[];

/** Values of each column for some examples, as they go into the network. */
export interface InputValues {
  readonly size: number;
  readonly inputs: readonly ColumnValues[];
}

/**
 * Cuts values of whole columns into batches.
 *
 * @param given Values by the name of the column; those of the only column may come without it.
 * @throws {TolariaError} `data/invalid` if a column is missing, unknown or of another length.
 */
export function* arrayBatches(
  given: ArrayInput | Readonly<Record<string, ArrayInput>>,
  columns: readonly SavedColumn[],
  batchSize: number,
): Generator<InputValues> {
  const values = columns.map((column) => flat(valuesOf(given, column, columns), column));
  const widths = columns.map(widthOf);
  const size = countOf(values, widths, columns);
  for (let from = 0; from < size; from += batchSize) {
    const to = Math.min(from + batchSize, size);
    yield {
      size: to - from,
      inputs: values.map((all, at) =>
        all.subarray(from * (widths[at] as number), to * (widths[at] as number)),
      ),
    };
  }
}

/** Values of one record, which has the columns by their names. @throws {TolariaError} `data/invalid`. */
export function recordValues(
  records: readonly Readonly<Record<string, unknown>>[],
  columns: readonly SavedColumn[],
  place: (record: number) => string,
): InputValues {
  const inputs = columns.map((column) => {
    const width = widthOf(column);
    const all = arrayFor(column, records.length * width);
    records.forEach((record, at) => {
      const value = record[column.name];
      const numbers = numbersIn(value);
      if (numbers?.length !== width) {
        throw invalid(
          `"${column.name}" must be ${shapeText(column)} in ${place(at)}, but is ${shown(value)}`,
        );
      }
      all.set(numbers, at * width);
    });
    return all;
  });
  return { size: records.length, inputs };
}

function valuesOf(
  given: ArrayInput | Readonly<Record<string, ArrayInput>>,
  { name }: SavedColumn,
  columns: readonly SavedColumn[],
): ArrayInput {
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  if (isArrayInput(given)) {
    if (columns.length === 1) return given;
    throw invalid(`The model has ${columns.length} inputs: give each by its name, ${names}`);
  }
  const unknown = Object.keys(given).find((key) => !columns.some((column) => column.name === key));
  if (unknown !== undefined) throw invalid(`The model has no input "${unknown}", only ${names}`);
  const values = given[name];
  if (values !== undefined) return values;
  throw invalid(`There are no values for input "${name}"; the model has ${names}`);
}

/** Whether `value` is the values of one column. */
export function isArrayInput(value: unknown): value is ArrayInput {
  return Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof tf.Tensor;
}

function flat(given: ArrayInput, column: SavedColumn): ColumnValues {
  const numbers = numbersIn(given);
  if (!numbers) {
    throw invalid(`The values of input "${column.name}" must be numbers, but are ${shown(given)}`);
  }
  const all = arrayFor(column, numbers.length);
  all.set(numbers);
  return all;
}

/** The numbers of a value of any form, row-major; undefined if it has others than numbers. */
function numbersIn(value: unknown): ArrayLike<number> | undefined {
  if (typeof value === "number") return [value];
  if (typeof value === "boolean") return [value ? 1 : 0];
  if (value instanceof tf.Tensor) return value.dataSync<"float32">();
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return value as unknown as ArrayLike<number>;
  }
  if (!Array.isArray(value)) return undefined;
  const numbers = value.flat(Number.POSITIVE_INFINITY);
  return numbers.every((one) => typeof one === "number") ? numbers : undefined;
}

function countOf(
  values: readonly ColumnValues[],
  widths: readonly number[],
  columns: readonly SavedColumn[],
): number {
  const counts = values.map(({ length }, at) => length / (widths[at] as number));
  counts.forEach((count, at) => {
    const column = columns[at] as SavedColumn;
    if (!Number.isInteger(count)) {
      throw invalid(
        `Input "${column.name}" must have a multiple of ${widths[at]} numbers, as an example is ${shapeText(column)}, but has ${values[at]?.length}`,
      );
    }
    if (count !== counts[0]) {
      throw invalid(
        `Input "${column.name}" must have ${counts[0]} examples like "${columns[0]?.name}", but has ${count}`,
      );
    }
  });
  return counts[0] ?? 0;
}

function widthOf({ name, shape }: SavedColumn): number {
  if (shape.every((size) => typeof size === "number")) return tf.util.sizeFromShape([...shape]);
  throw invalid(
    `Input "${name}" has the shape [${shape.map((size) => size ?? "any").join(", ")}]: predict with model.predict() of tfjs`,
  );
}

function arrayFor({ dtype }: SavedColumn, length: number): ColumnValues {
  return dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
}

function shapeText({ shape }: SavedColumn): string {
  return shape.length === 0 ? "a number" : `numbers of shape [${shape.join(", ")}]`;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "missing";
  if (Array.isArray(value)) return `a list of ${value.flat(Number.POSITIVE_INFINITY).length}`;
  if (ArrayBuffer.isView(value)) return `${(value as Uint8Array).length} numbers`;
  return JSON.stringify(value)?.slice(0, 60) ?? typeof value;
}

function invalid(reason: string): TolariaError {
  return new TolariaError("data/invalid", `${reason}. Cannot predict.`);
}
