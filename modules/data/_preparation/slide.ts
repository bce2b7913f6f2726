import type { ColumnValues } from "../../../core/mod.ts";

/** Returns every window of `length` rows, one after the other, of values of `rows` rows. */
export function slide(values: ColumnValues, rows: number, length: number): ColumnValues {
  const width = values.length / rows;
  const windows = Math.max(0, rows - length + 1);
  const size = windows * length * width;
  const out = values instanceof Int32Array ? new Int32Array(size) : new Float32Array(size);
  for (let window = 0; window < windows; window++) {
    const own = values.subarray(window * width, (window + length) * width);
    out.set(own, window * length * width);
  }
  return out;
}
