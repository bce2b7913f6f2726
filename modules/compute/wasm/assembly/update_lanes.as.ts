/**
 * Smallest normal number. Arithmetic on subnormals takes some 150 cycles each, and moments shrink
 * to them wherever gradients stay 0, as behind a dead ReLU.
 */
const SMALLEST: f32 = 1.1754943508222875e-38;

/** Replaces subnormals with 0; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function flush(values: v128): v128 {
  return v128.andnot(values, f32x4.lt(f32x4.abs(values), f32x4.splat(SMALLEST)));
}

// The rule of each optimizer is written once, for the four numbers at an offset; at the end of the
// vectors, where fewer are left, it runs for one number at a time, in the first lane.

/** Four numbers, or one. */
// @ts-ignore: decorator
@inline
export function take(at: usize, four: bool): v128 {
  return four ? v128.load(at) : v128.load32_zero(at);
}

// @ts-ignore: decorator
@inline
export function put(at: usize, values: v128, four: bool): void {
  if (four) v128.store(at, values);
  else v128.store32_lane(at, values, 0);
}

/** from + share (to - from), without subnormals. */
// @ts-ignore: decorator
@inline
export function lerp(from: v128, to: v128, share: f32): v128 {
  return flush(f32x4.add(from, f32x4.mul(f32x4.sub(to, from), f32x4.splat(share))));
}

/** Shares of weights that decay: one for each number if `stride` is 1, one for all if it is 0; none at address 0. */
// @ts-ignore: decorator
@inline
export function takeDecay(decay: usize, stride: i32, i: usize, four: bool): v128 {
  if (decay == 0) return f32x4.splat(0);
  return stride == 0 ? v128.load32_splat(decay) : take(decay + i, four);
}

// @ts-ignore: decorator
@inline
export function vectorBytes(n: i32): usize {
  return <usize>(n & ~3) << 2;
}

/** p2 = p - rate g. */
// @ts-ignore: decorator
@inline
export function descentAt(i: usize, four: bool, p: usize, g: usize, p2: usize, rate: f32): void {
  const step = f32x4.mul(take(g + i, four), f32x4.splat(rate));
  put(p2 + i, f32x4.sub(take(p + i, four), step), four);
}
