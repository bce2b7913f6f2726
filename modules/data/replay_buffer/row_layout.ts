import type { Column, ColumnValues, Segment } from "../../../core/mod.ts";

/** Where the numbers of a column lie in a block: those of its rows behind one another. */
export interface PlacedColumn {
  readonly column: Column;
  /** Numbers of one row. */
  readonly width: number;
  /** First number of the column in the block's array of its type. */
  readonly start: number;
}

/** Bytes of a block that are aimed at: what is copied when an example is added after a capture. */
const BLOCK_BYTES = 256 * 1024;

/** How examples lie in blocks of some rows: an array of floats and one of whole numbers, column behind column. */
export class RowLayout {
  /** Rows of a block. */
  readonly rows: number;
  readonly columns: readonly PlacedColumn[];
  /** Numbers of a block by type. */
  readonly sizes: Readonly<Record<Column["dtype"], number>>;

  constructor(columns: readonly Column[], capacity: number) {
    const widths = columns.map(({ shape }) => shape.reduce((size, extent) => size * extent, 1));
    const rowBytes = 4 * widths.reduce((sum, width) => sum + width, 0);
    this.rows = Math.min(capacity, Math.max(1, Math.floor(BLOCK_BYTES / rowBytes)));
    const sizes = { float32: 0, int32: 0 };
    this.columns = columns.map((column, at) => {
      const width = widths[at] as number;
      const start = sizes[column.dtype];
      sizes[column.dtype] += width * this.rows;
      return { column, width, start };
    });
    this.sizes = sizes;
  }

  /** Names and shapes of what lies in a block's array of `dtype`. */
  segments(dtype: Column["dtype"]): readonly Segment[] {
    return this.columns
      .filter(({ column }) => column.dtype === dtype)
      .map(({ column: { name, shape }, width, start }) => ({
        name,
        shape: [this.rows, ...shape],
        offset: start,
        size: width * this.rows,
      }));
  }
}

/** Copies row `from` of a column to row `to` of `values`, which has the column alone. */
export function copyRow(
  { start, width }: PlacedColumn,
  block: ColumnValues,
  from: number,
  values: ColumnValues,
  to: number,
): void {
  const first = start + from * width;
  // A loop: a view for each row would cost more than its few numbers.
  for (let at = 0; at < width; at++) values[to * width + at] = block[first + at] as number;
}
