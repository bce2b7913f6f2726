/** Rows that are multiplied at a time. */
export const ROWS: i32 = 4;

// @ts-ignore: decorator
@inline
function addTo(sums: v128, factor: v128, numbers: v128): v128 {
  return f32x4.add(sums, f32x4.mul(factor, numbers));
}

/** Eight columns of four rows. */
// @ts-ignore: decorator
@inline
function tile(a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize, depth: i32): void {
  let c00 = v128.load(c), c01 = v128.load(c, 16);
  const c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
  let c10 = v128.load(c1), c11 = v128.load(c1, 16);
  let c20 = v128.load(c2), c21 = v128.load(c2, 16);
  let c30 = v128.load(c3), c31 = v128.load(c3, 16);
  const a1 = aRow, a2 = aRow * 2, a3 = aRow * 3;
  for (let at = 0; at < depth; at++, a += 4, b += bRow) {
    const left = v128.load(b), right = v128.load(b, 16);
    let factor = v128.load32_splat(a);
    c00 = addTo(c00, factor, left);
    c01 = addTo(c01, factor, right);
    factor = v128.load32_splat(a + a1);
    c10 = addTo(c10, factor, left);
    c11 = addTo(c11, factor, right);
    factor = v128.load32_splat(a + a2);
    c20 = addTo(c20, factor, left);
    c21 = addTo(c21, factor, right);
    factor = v128.load32_splat(a + a3);
    c30 = addTo(c30, factor, left);
    c31 = addTo(c31, factor, right);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/** Four columns of a row, or one. */
// @ts-ignore: decorator
@inline
function strip(a: usize, b: usize, bRow: usize, c: usize, depth: i32, four: bool): void {
  let sums = four ? v128.load(c) : v128.load32_zero(c);
  for (let at = 0; at < depth; at++, a += 4, b += bRow) {
    sums = addTo(sums, v128.load32_splat(a), four ? v128.load(b) : v128.load32_zero(b));
  }
  if (four) v128.store(c, sums);
  else v128.store32_lane(c, sums, 0);
}

/**
 * c = c + a b for up to four rows of a and a matrix b that stay in the cache. Every number is one
 * sum in the order of the depth, whatever the number of rows and columns.
 *
 * @param aRow Bytes from one row to the next; likewise bRow and cRow.
 */
export function addProduct(
  a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
  rows: i32, depth: i32, columns: i32,
): void {
  let column = 0;
  if (rows == ROWS) {
    for (; column + 8 <= columns; column += 8, b += 32, c += 32) {
      tile(a, aRow, b, bRow, c, cRow, depth);
    }
  }
  for (; column < columns; ) {
    const four = column + 4 <= columns;
    for (let row = 0; row < rows; row++) {
      const aAt = a + <usize>row * aRow, cAt = c + <usize>row * cRow;
      if (four) strip(aAt, b, bRow, cAt, depth, true);
      else strip(aAt, b, bRow, cAt, depth, false);
    }
    const width = four ? 4 : 1;
    column += width;
    b += <usize>width << 2;
    c += <usize>width << 2;
  }
}
