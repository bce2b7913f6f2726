import type { BatchValues, Column, ColumnValues } from "../../../core/mod.ts";

/** Numbers of one example's value. */
export function widthOf({ shape }: Column): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Columns of a dataset. */
interface Columns {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
}

/** Wider rows are copied by the runtime, narrower ones number by number: that call costs as much as 50 numbers. */
const WIDE = 64;

/**
 * Copies the examples of a batch out of their blocks.
 *
 * @param blocks Values of the block of each example.
 * @param rows Place of each example in its block.
 */
export function copyRows(
  { inputs, targets, weights }: Columns,
  blocks: readonly BatchValues[],
  rows: Uint32Array,
  spare: BatchValues | undefined,
): BatchValues {
  const copy = (column: Column, of: (block: BatchValues) => ColumnValues, into?: ColumnValues) =>
    copyColumn(column, blocks, of, rows, into);
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
  blocks: readonly BatchValues[],
  valuesOf: (block: BatchValues) => ColumnValues,
  rows: Uint32Array,
  into: ColumnValues | undefined,
): ColumnValues {
  const width = widthOf(column);
  const length = rows.length * width;
  const out =
    into ?? (column.dtype === "int32" ? new Int32Array(length) : new Float32Array(length));
  // A loop, as this is done for every example.
  const sources = new Array<ColumnValues>(blocks.length);
  for (let at = 0; at < blocks.length; at++) sources[at] = valuesOf(blocks[at] as BatchValues);
  if (width === 1) copyNumbers(sources, rows, out);
  else copyLists(sources, rows, width, out);
  return out;
}

function copyNumbers(sources: readonly ColumnValues[], rows: Uint32Array, out: ColumnValues): void {
  for (let at = 0; at < rows.length; at++) {
    out[at] = (sources[at] as ColumnValues)[rows[at] as number] as number;
  }
}

function copyLists(
  sources: readonly ColumnValues[],
  rows: Uint32Array,
  width: number,
  out: ColumnValues,
): void {
  for (let at = 0; at < rows.length; at++) {
    const from = sources[at] as ColumnValues;
    const first = (rows[at] as number) * width;
    const to = at * width;
    if (width >= WIDE) out.set(from.subarray(first, first + width), to);
    else for (let i = 0; i < width; i++) out[to + i] = from[first + i] as number;
  }
}
