// Parts of matrices, packed in the order in which `multiply` reads them. Padding beyond the matrix
// is ignored.

/** Rows of the left factor that are multiplied at a time. */
export const ROWS: i32 = 4;

/** Columns of the right factor that are multiplied at a time. */
export const COLUMNS: i32 = 8;

/**
 * Bytes of ROWS numbers of the left factor at one depth: each is stored four times, so that a load
 * broadcasts it.
 */
export const LEFT_BYTES: i32 = ROWS * 16;

/** Bytes of the right factor's COLUMNS numbers at one depth. */
export const RIGHT_BYTES: i32 = COLUMNS * 4;

/** out [depth, ROWS, 4] = x [rows, depth], with strides in bytes. */
export function packLeft(
  x: usize, rowBytes: usize, columnBytes: usize, rows: i32, depth: i32, out: usize,
): void {
  // Missing rows repeat one that exists.
  const last = rows - 1;
  const row1 = <usize>min(1, last) * rowBytes;
  const row2 = <usize>min(2, last) * rowBytes;
  const row3 = <usize>min(3, last) * rowBytes;
  const end = out + <usize>(depth * LEFT_BYTES);
  for (; out < end; x += columnBytes, out += LEFT_BYTES) {
    v128.store(out, v128.load32_splat(x));
    v128.store(out, v128.load32_splat(x + row1), 16);
    v128.store(out, v128.load32_splat(x + row2), 32);
    v128.store(out, v128.load32_splat(x + row3), 48);
  }
}

/**
 * As `packLeft`, for a matrix whose elements are at the sum of a row offset and a column offset
 * from x, in bytes.
 */
export function packLeftByOffsets(
  x: usize, rowTable: usize, columnTable: usize, rows: i32, depth: i32, out: usize,
): void {
  const last = rows - 1;
  const x0 = x + load<u32>(rowTable);
  const x1 = x + load<u32>(rowTable + <usize>(min(1, last) << 2));
  const x2 = x + load<u32>(rowTable + <usize>(min(2, last) << 2));
  const x3 = x + load<u32>(rowTable + <usize>(min(3, last) << 2));
  const end = out + <usize>(depth * LEFT_BYTES);
  for (; out < end; columnTable += 4, out += LEFT_BYTES) {
    const column = load<u32>(columnTable);
    v128.store(out, v128.load32_splat(x0 + column));
    v128.store(out, v128.load32_splat(x1 + column), 16);
    v128.store(out, v128.load32_splat(x2 + column), 32);
    v128.store(out, v128.load32_splat(x3 + column), 48);
  }
}

/** out [depth, COLUMNS] = x [depth, columns], with strides in bytes. */
export function packRight(
  x: usize, rowBytes: usize, columnBytes: usize, columns: i32, depth: i32, out: usize,
): void {
  if (columns < COLUMNS) {
    packNarrow(x, rowBytes, columnBytes, columns, depth, out);
  } else if (columnBytes == 4) {
    const end = out + <usize>(depth * RIGHT_BYTES);
    for (; out < end; x += rowBytes, out += RIGHT_BYTES) {
      v128.store(out, v128.load(x));
      v128.store(out, v128.load(x, 16), 16);
    }
  } else {
    const whole = depth & ~3;
    packTurned(x, columnBytes, whole, out);
    packTurned(x + 4 * columnBytes, columnBytes, whole, out + 16);
    const rest = out + <usize>(whole * RIGHT_BYTES);
    packNarrow(x + <usize>(whole << 2), rowBytes, columnBytes, COLUMNS, depth - whole, rest);
  }
}

function packNarrow(
  x: usize, rowBytes: usize, columnBytes: usize, columns: i32, depth: i32, out: usize,
): void {
  for (let row = 0; row < depth; row++, x += rowBytes) {
    for (let column = 0; column < COLUMNS; column++, out += 4) {
      store<f32>(out, column < columns ? load<f32>(x + <usize>column * columnBytes) : 0);
    }
  }
}

/** Packs four contiguous columns of x, a multiple of four rows. */
// @ts-ignore: decorator
@inline
function packTurned(x: usize, columnBytes: usize, depth: i32, out: usize): void {
  const end = x + (<usize>depth << 2);
  for (; x < end; x += 16, out += 4 * RIGHT_BYTES) {
    const a = v128.load(x), b = v128.load(x + columnBytes);
    const c = v128.load(x + 2 * columnBytes), d = v128.load(x + 3 * columnBytes);
    const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5));
    v128.store(out, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7), RIGHT_BYTES);
    v128.store(out, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5), 2 * RIGHT_BYTES);
    v128.store(out, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7), 3 * RIGHT_BYTES);
  }
}
