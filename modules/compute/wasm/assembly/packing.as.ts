// Parts of matrices, laid out in the order in which `multiply` reads them. What reaches past a matrix is 0.

/** Rows of the left factor that are multiplied at once. */
export const ROWS: i32 = 4;

/** Columns of the right factor that are multiplied at once. */
export const COLUMNS: i32 = 8;

/** Bytes of the left factor's ROWS numbers at one depth: each is there four times, so that a load spreads it. */
export const LEFT_BYTES: i32 = ROWS * 16;

/** Bytes of the right factor's COLUMNS numbers at one depth. */
export const RIGHT_BYTES: i32 = COLUMNS * 4;

/** out [depth, ROWS, 4] = x [rows, depth], whose rows and columns are as many bytes apart as it says. */
export function packLeft(
  x: usize, rowBytes: usize, columnBytes: usize, rows: i32, depth: i32, out: usize,
): void {
  const end = out + <usize>(depth * LEFT_BYTES);
  if (rows < ROWS) {
    for (; out < end; x += columnBytes, out += LEFT_BYTES) {
      for (let row = 0; row < ROWS; row++) {
        const value = row < rows ? load<f32>(x + <usize>row * rowBytes) : 0;
        v128.store(out + <usize>(row << 4), f32x4.splat(value));
      }
    }
    return;
  }
  for (; out < end; x += columnBytes, out += LEFT_BYTES) {
    v128.store(out, v128.load32_splat(x));
    v128.store(out, v128.load32_splat(x + rowBytes), 16);
    v128.store(out, v128.load32_splat(x + 2 * rowBytes), 32);
    v128.store(out, v128.load32_splat(x + 3 * rowBytes), 48);
  }
}

/** out [depth, COLUMNS] = x [depth, columns], whose rows and columns are as many bytes apart as it says. */
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

/** Four columns of x, each of whose numbers follow each other, a multiple of four of them. */
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
