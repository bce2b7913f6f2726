import { upperHalf } from "./lanes.as";

/** Numbers of a row that are multiplied before the next pair's turn: those of eight rows stay in the cache. */
const BLOCK: i32 = 1024;

/** Inner product of n numbers, at most BLOCK of them: too few for single precision to lose much. */
// @ts-ignore: decorator
@inline
function dot(x: usize, y: usize, n: i32): f64 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const end = x + (<usize>n << 2);
  const vectorEnd = x + (<usize>(n & ~15) << 2);
  for (; x < vectorEnd; x += 64, y += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(x), v128.load(y)));
    b = f32x4.add(b, f32x4.mul(v128.load(x, 16), v128.load(y, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(x, 32), v128.load(y, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(x, 48), v128.load(y, 48)));
  }
  const low = f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const more = f64x2.add(f64x2.promote_low_f32x4(c), f64x2.promote_low_f32x4(d));
  const upper = f32x4.add(f32x4.add(upperHalf(a), upperHalf(b)), f32x4.add(upperHalf(c), upperHalf(d)));
  const sum = f64x2.add(f64x2.add(low, more), f64x2.promote_low_f32x4(upper));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; x < end; x += 4, y += 4) total += <f64>load<f32>(x) * <f64>load<f32>(y);
  return total;
}

/** sums [rows, rows], in double precision, = x x^T of x [rows, n]. */
export function gram(x: usize, rows: i32, n: i32, sums: usize): void {
  memory.fill(sums, 0, <usize>(rows * rows) << 3);
  const stride = <usize>n << 2;
  for (let from = 0; from < n; from += BLOCK) {
    const count = min(BLOCK, n - from);
    const start = x + (<usize>from << 2);
    for (let a = 0; a < rows; a++) {
      for (let b = a; b < rows; b++) {
        const place = sums + (<usize>(a * rows + b) << 3);
        const part = dot(start + <usize>a * stride, start + <usize>b * stride, count);
        store<f64>(place, load<f64>(place) + part);
      }
    }
  }
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < a; b++) {
      const mirrored = load<f64>(sums + (<usize>(b * rows + a) << 3));
      store<f64>(sums + (<usize>(a * rows + b) << 3), mirrored);
    }
  }
}

/** out [n] = w^T x of w [rows] and x [rows, n]; a row whose weight is 0 is not looked at. */
export function combine(w: usize, x: usize, rows: i32, n: i32, out: usize): void {
  const bytes = <usize>n << 2;
  memory.fill(out, 0, bytes);
  for (let from: usize = 0; from < bytes; from += <usize>BLOCK << 2) {
    const size = min(<usize>BLOCK << 2, bytes - from);
    for (let row = 0; row < rows; row++) {
      const weight = load<f32>(w + (<usize>row << 2));
      if (weight != 0) addScaled(weight, x + <usize>row * bytes + from, out + from, size);
    }
  }
}

/** out += weight x, of as many bytes. */
// @ts-ignore: decorator
@inline
function addScaled(weight: f32, x: usize, out: usize, bytes: usize): void {
  const factor = f32x4.splat(weight);
  const end = out + bytes;
  const vectorEnd = out + (bytes & ~15);
  for (; out < vectorEnd; x += 16, out += 16) {
    v128.store(out, f32x4.add(v128.load(out), f32x4.mul(factor, v128.load(x))));
  }
  for (; out < end; x += 4, out += 4) {
    store<f32>(out, load<f32>(out) + weight * load<f32>(x));
  }
}
