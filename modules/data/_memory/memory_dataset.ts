import type { BatchValues, Column, ColumnValues, Dataset } from "../../../core/mod.ts";

/** A column whose values are in memory, in the type that needs the least. */
export interface MemoryColumn extends Column {
  /** Row-major, example by example. */
  readonly values: Uint8Array | Int32Array | Float32Array | Float64Array;
  /** Factor by which stored values are multiplied. @default 1 */
  readonly scale?: number;
}

/** Examples in memory, or some of them. */
export class MemoryDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly MemoryColumn[];
  readonly targets: readonly MemoryColumn[];
  readonly #rows: Uint32Array;

  /**
   * @param rows Which examples of the columns are in the dataset, in its order.
   */
  constructor(
    inputs: readonly MemoryColumn[],
    targets: readonly MemoryColumn[],
    rows: Uint32Array,
  ) {
    this.size = rows.length;
    this.inputs = inputs;
    this.targets = targets;
    this.#rows = rows;
  }

  gather(indices: Uint32Array, spare?: BatchValues): BatchValues {
    const rows = indices.map((index) => this.#rows[index] as number);
    return {
      inputs: this.inputs.map((column, index) => gatherColumn(column, rows, spare?.inputs[index])),
      targets: this.targets.map((column, index) =>
        gatherColumn(column, rows, spare?.targets[index]),
      ),
    };
  }
}

function gatherColumn(
  { values, dtype, shape, scale = 1 }: MemoryColumn,
  rows: Uint32Array,
  spare: ColumnValues | undefined,
): ColumnValues {
  const width = shape.reduce((product, extent) => product * extent, 1);
  const length = rows.length * width;
  const gathered = spare ?? (dtype === "int32" ? new Int32Array(length) : new Float32Array(length));
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width;
    gathered.set(values.subarray(from, from + width), i * width);
  }
  if (scale !== 1) for (let i = 0; i < length; i++) gathered[i] = (gathered[i] as number) * scale;
  return gathered;
}
