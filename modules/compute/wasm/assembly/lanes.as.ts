/** The upper two of four numbers, first. */
// @ts-ignore: decorator
@inline
export function upperHalf(values: v128): v128 {
  return v128.shuffle<f64>(values, values, 1, 0);
}
