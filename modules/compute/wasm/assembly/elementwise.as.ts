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
