import { lerp, put, take, takeDecay, vectorBytes } from "./update_lanes.as";

/** Sums of the squares of the first two and the last two numbers, in double precision. */
// @ts-ignore: decorator
@inline
function squares(values: v128): v128 {
  const low = f64x2.promote_low_f32x4(values);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 0));
  return f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
}

// @ts-ignore: decorator
@inline
function total(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Writes m2, v2 and, at p2, the step before it is scaled, which it returns. */
// @ts-ignore: decorator
@inline
function lambStepAt(
  i: usize, four: bool, p: usize, g: usize, m: usize, v: usize, p2: usize, m2: usize, v2: usize,
  share1: f32, share2: f32, scale: f32, epsilon: f32, decay: usize, stride: i32,
): v128 {
  const gi = take(g + i, four);
  const mi = lerp(take(m + i, four), gi, share1);
  const vi = lerp(take(v + i, four), f32x4.mul(gi, gi), share2);
  put(m2 + i, mi, four);
  put(v2 + i, vi, four);
  const spread = f32x4.add(f32x4.sqrt(vi), f32x4.splat(epsilon));
  const shrink = f32x4.mul(take(p + i, four), takeDecay(decay, stride, i, four));
  const u = f32x4.add(f32x4.div(f32x4.mul(mi, f32x4.splat(scale)), spread), shrink);
  put(p2 + i, u, four);
  return u;
}

/**
 * The first half of an update of LAMB, for n numbers of a weight tensor; writes m2, v2, the step before it is scaled, and the
 * squared lengths of weights and step, two numbers in double precision at `sums`.
 *
 *     m2 = m + (1 - beta1) (g - m),  v2 = v + (1 - beta2) (g^2 - v)
 *     u = scale m2 / (sqrt(v2) + epsilon) + decay p
 *
 * @param share1 1 - beta1.
 * @param share2 1 - beta2.
 * @param decay See {@link takeDecay}.
 */
export function lambStep(
  p: usize, g: usize, m: usize, v: usize, u: usize, m2: usize, v2: usize, n: i32,
  share1: f32, share2: f32, scale: f32, epsilon: f32, decay: usize, stride: i32, sums: usize,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let weights = f64x2.splat(0), steps = weights;
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const step = lambStepAt(
      i, true, p, g, m, v, u, m2, v2, share1, share2, scale, epsilon, decay, stride,
    );
    weights = f64x2.add(weights, squares(v128.load(p + i)));
    steps = f64x2.add(steps, squares(step));
  }
  for (; i < bytes; i += 4) {
    lambStepAt(i, false, p, g, m, v, u, m2, v2, share1, share2, scale, epsilon, decay, stride);
    weights = f64x2.add(weights, squares(v128.load32_zero(p + i)));
    // Not what is in the other lanes: 0 / 0 if epsilon is lost in rounding.
    steps = f64x2.add(steps, squares(v128.load32_zero(u + i)));
  }
  store<f64>(sums, total(weights));
  store<f64>(sums, total(steps), 8);
}
