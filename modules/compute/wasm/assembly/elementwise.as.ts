import { signs } from "./lanes.as";

/** out = x factor, n numbers. */
export function scale(x: usize, out: usize, n: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) v128.store(out + i, f32x4.mul(v128.load(x + i), factors));
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(x + i) * factor);
}

/** out = sqrt(x), n numbers. */
export function sqrt(x: usize, out: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) v128.store(out + i, f32x4.sqrt(v128.load(x + i)));
  for (; i < bytes; i += 4) store<f32>(out + i, Mathf.sqrt(load<f32>(x + i)));
}

/** out = x between two bounds, n numbers; NaN stays. */
export function clamp(x: usize, out: usize, n: i32, lower: f32, upper: f32): void {
  const lowers = f32x4.splat(lower), uppers = f32x4.splat(upper);
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) {
    v128.store(out + i, f32x4.min(f32x4.max(v128.load(x + i), lowers), uppers));
  }
  for (; i < bytes; i += 4) store<f32>(out + i, min(max(load<f32>(x + i), lower), upper));
}

/** out = the larger of x and y, n numbers; NaN if one is. */
export function maximum(x: usize, y: usize, out: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) {
    v128.store(out + i, f32x4.max(v128.load(x + i), v128.load(y + i)));
  }
  for (; i < bytes; i += 4) store<f32>(out + i, max(load<f32>(x + i), load<f32>(y + i)));
}

/** out = the smaller of x and y, n numbers; NaN if one is. */
export function minimum(x: usize, y: usize, out: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) {
    v128.store(out + i, f32x4.min(v128.load(x + i), v128.load(y + i)));
  }
  for (; i < bytes; i += 4) store<f32>(out + i, min(load<f32>(x + i), load<f32>(y + i)));
}

/** out = -1, 0 or 1, n numbers; NaN stays. */
export function sign(x: usize, out: usize, n: i32): void {
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) v128.store(out + i, signs(v128.load(x + i)));
  for (; i < bytes; i += 4) v128.store32_lane(out + i, signs(v128.load32_zero(x + i)), 0);
}
