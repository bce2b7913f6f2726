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
