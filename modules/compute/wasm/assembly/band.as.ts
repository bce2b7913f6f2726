// Products of matrices one of which is a band: row t has numbers up to column t + lead only.

import { packLeft, packRight, RIGHT_BYTES, COLUMNS, ROWS } from "./packing.as";
import { copy, DEPTH, fill, LEFT_SCRATCH, multiply, RIGHT_SCRATCH, WIDTH } from "./matmul.as";

/** Which matrix is the band: the result, the left factor, or the left factor transposed. */
export const SCORES: i32 = 0;
export const LOWER: i32 = 1;
export const UPPER: i32 = 2;

/**
 * c [rows, columns] = a [rows, depth] b [depth, columns], with strides in bytes. What lies outside the band is not
 * computed but for the rest of ROWS rows; a result there is 0 or undefined.
 */
export function product(
  a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize, c: usize, cRow: usize,
  rows: i32, columns: i32, depth: i32, band: i32, lead: i32, scratch: usize,
): void {
  fill(c, cRow, 0, rows, columns);
  for (let from = 0; from < depth; from += DEPTH) {
    const deep = min(DEPTH, depth - from);
    for (let column = 0; column < columns; column += WIDTH) {
      const wide = min(WIDTH, columns - column);
      const right = b + <usize>from * bRow + <usize>column * bColumn;
      pack(right, bRow, bColumn, wide, deep, scratch);
      const left = a + <usize>from * aColumn, to = c + (<usize>column << 2);
      for (let row = 0; row < rows; row += ROWS) {
        const high = min(ROWS, rows - row), last = row + high + lead;
        const start = band == UPPER ? max(0, row - lead - from) : 0;
        const end = band == LOWER ? min(deep, last - from) : deep;
        const reach = band == SCORES ? min(wide, last - column) : wide;
        if (start >= end || reach <= 0) continue;
        const strip = left + <usize>row * aRow + <usize>start * aColumn;
        block(strip, aRow, aColumn, to + <usize>row * cRow, cRow, high, reach, deep, start, end, scratch);
      }
    }
  }
}

/** Packs columns of the right factor, COLUMNS at a time. */
function pack(b: usize, row: usize, column: usize, columns: i32, depth: i32, scratch: usize): void {
  for (let j = 0; j < columns; j += COLUMNS, scratch += <usize>(depth * RIGHT_BYTES)) {
    packRight(b + <usize>j * column, row, column, min(COLUMNS, columns - j), depth, scratch);
  }
}

/** c [high, columns] += a b, of the depths from `start` to `end` of `deep` packed ones. */
function block(
  a: usize, aRow: usize, aColumn: usize, c: usize, cRow: usize,
  high: i32, columns: i32, deep: i32, start: i32, end: i32, scratch: usize,
): void {
  const left = scratch + RIGHT_SCRATCH, part = left + LEFT_SCRATCH, depth = end - start;
  packLeft(a, aRow, aColumn, high, depth, left);
  let right = scratch + <usize>(start * RIGHT_BYTES);
  for (let j = 0; j < columns; j += COLUMNS, c += COLUMNS * 4) {
    const wide = min(COLUMNS, columns - j);
    if (high == ROWS && wide == COLUMNS) {
      multiply(left, right, c, cRow, depth);
    } else {
      copy(c, cRow, part, COLUMNS * 4, high, wide);
      multiply(left, right, part, COLUMNS * 4, depth);
      copy(part, COLUMNS * 4, c, cRow, high, wide);
    }
    right += <usize>(deep * RIGHT_BYTES);
  }
}
