import type { BatchValues, Column, ColumnValues } from "../../../core/mod.ts";

/** Where an example of a batch lies: in which block, and at which place of it. */
export interface ExamplePlaces {
  readonly blocks: Uint32Array;
  readonly rows: Uint32Array;
}

/** Numbers of one example's value. */
export function widthOf({ shape }: Column): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Copies the examples of a batch out of their blocks. */
export function copyRows(
  columns: {
    readonly inputs: readonly Column[];
    readonly targets: readonly Column[];
    readonly weights?: Column;
  },
  values: ReadonlyMap<number, BatchValues>,
  places: ExamplePlaces,
  spare: BatchValues | undefined,
): BatchValues {
  const { inputs, targets, weights } = columns;
  const copy = (column: Column, of: (block: BatchValues) => ColumnValues, into?: ColumnValues) =>
    copyColumn(column, (block) => of(values.get(block) as BatchValues), places, into);
  return {
    inputs: inputs.map((column, at) =>
      copy(column, (block) => block.inputs[at] as ColumnValues, spare?.inputs[at]),
    ),
    targets: targets.map((column, at) =>
      copy(column, (block) => block.targets[at] as ColumnValues, spare?.targets[at]),
    ),
    ...(weights && {
      weights: copy(
        weights,
        (block) => block.weights as Float32Array,
        spare?.weights,
      ) as Float32Array,
    }),
  };
}

function copyColumn(
  column: Column,
  valuesOf: (block: number) => ColumnValues,
  { blocks, rows }: ExamplePlaces,
  into: ColumnValues | undefined,
): ColumnValues {
  const width = widthOf(column);
  const length = rows.length * width;
  const out =
    into ?? (column.dtype === "int32" ? new Int32Array(length) : new Float32Array(length));
  for (let at = 0; at < rows.length; at++) {
    const from = valuesOf(blocks[at] as number);
    const first = (rows[at] as number) * width;
    if (width === 1) out[at] = from[first] as number;
    else out.set(from.subarray(first, first + width), at * width);
  }
  return out;
}
