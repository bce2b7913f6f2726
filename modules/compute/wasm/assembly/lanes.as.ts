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

/**
 * exp(x) of four numbers that are at most 0; NaN stays NaN. exp(x) = 2^n exp(r) with n = round(x /
 * ln 2), so that |r| is at most ln(2) / 2 and the series to the seventh power is accurate to 6e-9.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.max(x, f32x4.splat(LEAST));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)));
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
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
  const power = f32x4.mul(series, i32x4.shl(exponent, 23));
  return v128.andnot(power, f32x4.lt(x, f32x4.splat(LEAST)));
}

// @ts-ignore: decorator
@inline
function next(series: v128, r: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(series, r), f32x4.splat(coefficient));
}
