// Four sums side by side, so that no addition waits for the one before it.

/** The upper two numbers in double precision. */
// @ts-ignore: decorator
@inline
function high(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 0));
}

/** Sum of n numbers, in double precision. */
export function sum(x: usize, n: i32): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const end = x + (<usize>n << 2);
  const vectorEnd = x + (<usize>(n & ~7) << 2);
  for (; x < vectorEnd; x += 32) {
    const first = v128.load(x), second = v128.load(x, 16);
    a = f64x2.add(a, f64x2.promote_low_f32x4(first));
    b = f64x2.add(b, high(first));
    c = f64x2.add(c, f64x2.promote_low_f32x4(second));
    d = f64x2.add(d, high(second));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; x < end; x += 4) total += <f64>load<f32>(x);
  return total;
}

/** Sum of the squares of n numbers, in double precision. */
export function squaredNorm(x: usize, n: i32): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const end = x + (<usize>n << 2);
  const vectorEnd = x + (<usize>(n & ~7) << 2);
  for (; x < vectorEnd; x += 32) {
    const first = v128.load(x), second = v128.load(x, 16);
    const p = f64x2.promote_low_f32x4(first), q = high(first);
    const r = f64x2.promote_low_f32x4(second), s = high(second);
    a = f64x2.add(a, f64x2.mul(p, p));
    b = f64x2.add(b, f64x2.mul(q, q));
    c = f64x2.add(c, f64x2.mul(r, r));
    d = f64x2.add(d, f64x2.mul(s, s));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; x < end; x += 4) {
    const value = <f64>load<f32>(x);
    total += value * value;
  }
  return total;
}
