/** The upper two of four numbers, first. */
// @ts-ignore: decorator
@inline
export function upperHalf(values: v128): v128 {
  return v128.shuffle<f64>(values, values, 1, 0);
}

/** -1, 0 or 1 for each number; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function signs(values: v128): v128 {
  const zeros = f32x4.splat(0), ones = f32x4.splat(1);
  const positive = v128.and(ones, f32x4.gt(values, zeros));
  const negative = v128.and(ones, f32x4.lt(values, zeros));
  return v128.bitselect(values, f32x4.sub(positive, negative), f32x4.ne(values, values));
}

/**
 * exp(x) is 0 below this: 2^-125 is the last power of two whose neighborhood has normal numbers.
 */
const LEAST: f32 = -87;

/** 1.5 * 2^23: a small number that is added to it is rounded to a whole one, in its low bits. */
const ROUNDING: f32 = 12582912;

/**
 * exp(x) of four numbers that are at most 0; NaN stays NaN. exp(x) = 2^n exp(r) with n = round(x /
 * ln 2), so that |r| is at most ln(2) / 2 and the series to the seventh power is accurate to 6e-9.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(LEAST));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)), f32x4.splat(ROUNDING));
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDING));
  // ln 2 in two parts: n times the first, which has 9 bits, is exact.
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-0.00021219444005469057)));
  let series = f32x4.splat(1.0 / 5040);
  series = next(series, r, 1.0 / 720);
  series = next(series, r, 1.0 / 120);
  series = next(series, r, 1.0 / 24);
  series = next(series, r, 1.0 / 6);
  series = next(series, r, 0.5);
  series = next(series, r, 1);
  series = next(series, r, 1);
  // 2^n: n is in the low bits of `shifted`.
  const power = f32x4.mul(series, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23)));
  return v128.andnot(power, f32x4.lt(x, f32x4.splat(LEAST)));
}

// @ts-ignore: decorator
@inline
function next(series: v128, r: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(series, r), f32x4.splat(coefficient));
}

/** The numbers of up to 16 bytes; what is missing is 0. */
export function loadFirst(x: usize, bytes: usize): v128 {
  if (bytes >= 16) return v128.load(x);
  let values = v128.load32_zero(x);
  if (bytes > 4) values = v128.load32_lane(x + 4, values, 1);
  if (bytes > 8) values = v128.load32_lane(x + 8, values, 2);
  return values;
}

/** Stores the first of four numbers, up to 16 bytes. */
export function storeFirst(to: usize, values: v128, bytes: usize): void {
  if (bytes >= 16) {
    v128.store(to, values);
    return;
  }
  v128.store32_lane(to, values, 0);
  if (bytes > 4) v128.store32_lane(to + 4, values, 1);
  if (bytes > 8) v128.store32_lane(to + 8, values, 2);
}
