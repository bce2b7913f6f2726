/** out [columns, rows] = x [rows, columns] transposed, in tiles of 4 x 4 along bands of rows. */
export function transpose(x: usize, out: usize, rows: i32, columns: i32): void {
  const wholeRows = rows & ~3, wholeColumns = columns & ~3;
  const from = <usize>columns << 2, to = <usize>rows << 2;
  for (let row = 0; row < wholeRows; row += 4) {
    for (let column = 0; column < wholeColumns; column += 4) {
      const source = x + <usize>row * from + (<usize>column << 2);
      tile(source, out + <usize>column * to + (<usize>row << 2), from, to);
    }
  }
  // The rest: columns to the right of the tiles, rows below them.
  for (let row = 0; row < rows; row++) {
    for (let column = row < wholeRows ? wholeColumns : 0; column < columns; column++) {
      const value = load<f32>(x + <usize>row * from + (<usize>column << 2));
      store<f32>(out + <usize>column * to + (<usize>row << 2), value);
    }
  }
}

/** Transposes 4 x 4 numbers; `from` and `to` are the bytes of a row. */
// @ts-ignore: decorator
@inline
function tile(x: usize, out: usize, from: usize, to: usize): void {
  const a = v128.load(x), b = v128.load(x + from);
  const c = v128.load(x + 2 * from), d = v128.load(x + 3 * from);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5));
  v128.store(out + to, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7));
  v128.store(out + 2 * to, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5));
  v128.store(out + 3 * to, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7));
}
