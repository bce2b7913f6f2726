import { upperHalf } from "./lanes.as";

/** Columns that are summed together: a cache line. */
const COLUMNS: i32 = 16;

/**
 * sums [width] of the rows of dy [rows, width], in double precision; or, if y is not 0, of dz
 * [rows, width] = dy where the ReLU output y > 0 and 0 elsewhere.
 */
export function denseGradient(
  dy: usize, y: usize, dz: usize, sums: usize, rows: i32, width: i32,
): void {
  const bytes = <usize>width << 2;
  if (y) reluGradient(dy, y, dz, <usize>rows * bytes);
  const from = y ? dz : dy;
  const whole = width - width % COLUMNS;
  for (let column = 0; column < whole; column += COLUMNS) {
    const at = <usize>column << 2;
    sumColumns(from + at, sums + at, rows, bytes);
  }
  for (let column = whole; column < width; column++) {
    let place = from + (<usize>column << 2), sum: f64 = 0;
    for (let row = 0; row < rows; row++, place += bytes) sum += <f64>load<f32>(place);
    store<f32>(sums + (<usize>column << 2), <f32>sum);
  }
}

/** dz = dy where y > 0 and 0 elsewhere. */
export function reluGradient(dy: usize, y: usize, dz: usize, bytes: usize): void {
  const zeros = f32x4.splat(0), vectorBytes = bytes & ~15;
  let at: usize = 0;
  for (; at < vectorBytes; at += 16) {
    v128.store(dz + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), zeros)));
  }
  for (; at < bytes; at += 4) {
    store<f32>(dz + at, load<f32>(y + at) > 0 ? load<f32>(dy + at) : 0);
  }
}

/** Sums COLUMNS columns; `bytes` is the row stride. */
function sumColumns(x: usize, sums: usize, rows: i32, bytes: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (let row = 0; row < rows; row++, x += bytes) {
    const first = v128.load(x), second = v128.load(x, 16);
    const third = v128.load(x, 32), fourth = v128.load(x, 48);
    a = f64x2.add(a, f64x2.promote_low_f32x4(first));
    b = f64x2.add(b, f64x2.promote_low_f32x4(upperHalf(first)));
    c = f64x2.add(c, f64x2.promote_low_f32x4(second));
    d = f64x2.add(d, f64x2.promote_low_f32x4(upperHalf(second)));
    e = f64x2.add(e, f64x2.promote_low_f32x4(third));
    f = f64x2.add(f, f64x2.promote_low_f32x4(upperHalf(third)));
    g = f64x2.add(g, f64x2.promote_low_f32x4(fourth));
    h = f64x2.add(h, f64x2.promote_low_f32x4(upperHalf(fourth)));
  }
  v128.store(sums, joined(a, b));
  v128.store(sums, joined(c, d), 16);
  v128.store(sums, joined(e, f), 32);
  v128.store(sums, joined(g, h), 48);
}

/** Joins two float64 pairs into four float32 numbers. */
// @ts-ignore: decorator
@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
