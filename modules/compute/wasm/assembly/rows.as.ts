import { upperHalf } from "./lanes.as";

/** Elements of a row that are multiplied per pair: those of eight rows stay in the cache. */
const BLOCK: i32 = 1024;

/** Inner product of n numbers, summed in double precision, in which their products are exact. */
// @ts-ignore: decorator
@inline
function dot(x: usize, y: usize, n: i32): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const end = x + (<usize>n << 2);
  const vectorEnd = x + (<usize>(n & ~7) << 2);
  for (; x < vectorEnd; x += 32, y += 32) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), y0 = v128.load(y), y1 = v128.load(y, 16);
    a = f64x2.add(a, f64x2.mul(f64x2.promote_low_f32x4(x0), f64x2.promote_low_f32x4(y0)));
    b = f64x2.add(b, f64x2.mul(f64x2.promote_low_f32x4(x1), f64x2.promote_low_f32x4(y1)));
    c = f64x2.add(c, f64x2.mul(upperDoubles(x0), upperDoubles(y0)));
    d = f64x2.add(d, f64x2.mul(upperDoubles(x1), upperDoubles(y1)));
  }
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; x < end; x += 4, y += 4) total += <f64>load<f32>(x) * <f64>load<f32>(y);
  return total;
}

// @ts-ignore: decorator
@inline
function upperDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(upperHalf(x));
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

/** out [n] = w^T x of w [rows] and x [rows, n]; rows of weight 0 are skipped. */
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

/** out += weight x, `bytes` long. */
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
