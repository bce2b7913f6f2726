import { signs } from "./lanes.as";

/**
 * Smallest normal number. Arithmetic on subnormals takes some 150 cycles each, and moments shrink
 * to them wherever gradients stay 0, as behind a dead ReLU.
 */
const SMALLEST: f32 = 1.1754943508222875e-38;

/** Replaces subnormals with 0; NaN stays NaN. */
// @ts-ignore: decorator
@inline
function flush(values: v128): v128 {
  return v128.andnot(values, f32x4.lt(f32x4.abs(values), f32x4.splat(SMALLEST)));
}

// The rule of each optimizer is written once, for the four numbers at an offset; at the end of the
// vectors, where fewer are left, it runs for one number at a time, in the first lane.

/** Four numbers, or one. */
// @ts-ignore: decorator
@inline
function take(at: usize, four: bool): v128 {
  return four ? v128.load(at) : v128.load32_zero(at);
}

// @ts-ignore: decorator
@inline
function put(at: usize, values: v128, four: bool): void {
  if (four) v128.store(at, values);
  else v128.store32_lane(at, values, 0);
}

/** from + share (to - from), without subnormals. */
// @ts-ignore: decorator
@inline
function lerp(from: v128, to: v128, share: f32): v128 {
  return flush(f32x4.add(from, f32x4.mul(f32x4.sub(to, from), f32x4.splat(share))));
}

/** Shares of weights that decay: one for each number if `stride` is 1, one for all if it is 0; none at address 0. */
// @ts-ignore: decorator
@inline
function takeDecay(decay: usize, stride: i32, i: usize, four: bool): v128 {
  if (decay == 0) return f32x4.splat(0);
  return stride == 0 ? v128.load32_splat(decay) : take(decay + i, four);
}

// @ts-ignore: decorator
@inline
function vectorBytes(n: i32): usize {
  return <usize>(n & ~3) << 2;
}

// @ts-ignore: decorator
@inline
function adamwAt(
  i: usize, four: bool, p: usize, g: usize, m: usize, v: usize, p2: usize, m2: usize, v2: usize,
  share1: f32, share2: f32, scale: f32, epsilon: f32, rate: f32, decay: usize, stride: i32,
): void {
  const gi = take(g + i, four), pi = take(p + i, four);
  const mi = lerp(take(m + i, four), gi, share1);
  const vi = lerp(take(v + i, four), f32x4.mul(gi, gi), share2);
  put(m2 + i, mi, four);
  put(v2 + i, vi, four);
  const di = f32x4.mul(takeDecay(decay, stride, i, four), f32x4.splat(rate));
  const spread = f32x4.add(f32x4.sqrt(vi), f32x4.splat(epsilon));
  const step = f32x4.div(f32x4.mul(mi, f32x4.splat(scale)), spread);
  put(p2 + i, f32x4.sub(f32x4.sub(pi, f32x4.mul(pi, di)), step), four);
}

/**
 * One update of AdamW, n numbers; writes p2, m2 and v2.
 *
 *     m2 = m + (1 - beta1) (g - m),  v2 = v + (1 - beta2) (g^2 - v)
 *     p2 = p - p decay rate - scale m2 / (sqrt(v2) + epsilon)
 *
 * @param share1 1 - beta1.
 * @param share2 1 - beta2.
 * @param decay See {@link takeDecay}.
 */
export function adamw(
  p: usize, g: usize, m: usize, v: usize, p2: usize, m2: usize, v2: usize, n: i32,
  share1: f32, share2: f32, scale: f32, epsilon: f32, rate: f32, decay: usize, stride: i32,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i < whole; i += 16) {
    adamwAt(i, true, p, g, m, v, p2, m2, v2, share1, share2, scale, epsilon, rate, decay, stride);
  }
  for (; i < bytes; i += 4) {
    adamwAt(i, false, p, g, m, v, p2, m2, v2, share1, share2, scale, epsilon, rate, decay, stride);
  }
}

// @ts-ignore: decorator
@inline
function sgdAt(
  i: usize, four: bool, p: usize, g: usize, b: usize, p2: usize, b2: usize,
  rate: f32, momentum: f32, nesterov: i32,
): void {
  const gi = take(g + i, four), momenta = f32x4.splat(momentum);
  const bi = flush(f32x4.add(f32x4.mul(take(b + i, four), momenta), gi));
  put(b2 + i, bi, four);
  const step = nesterov ? f32x4.add(gi, f32x4.mul(bi, momenta)) : bi;
  put(p2 + i, f32x4.sub(take(p + i, four), f32x4.mul(step, f32x4.splat(rate))), four);
}

/**
 * One update of gradient descent with momentum, n numbers; writes p2 and b2.
 *
 *     b2 = momentum b + g
 *     p2 = p - rate (nesterov ? g + momentum b2 : b2)
 */
export function sgd(
  p: usize, g: usize, b: usize, p2: usize, b2: usize, n: i32,
  rate: f32, momentum: f32, nesterov: i32,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i < whole; i += 16) sgdAt(i, true, p, g, b, p2, b2, rate, momentum, nesterov);
  for (; i < bytes; i += 4) sgdAt(i, false, p, g, b, p2, b2, rate, momentum, nesterov);
}

// @ts-ignore: decorator
@inline
function descentAt(i: usize, four: bool, p: usize, g: usize, p2: usize, rate: f32): void {
  const step = f32x4.mul(take(g + i, four), f32x4.splat(rate));
  put(p2 + i, f32x4.sub(take(p + i, four), step), four);
}

/** p2 = p - rate g, n numbers. */
export function descent(p: usize, g: usize, p2: usize, n: i32, rate: f32): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i < whole; i += 16) descentAt(i, true, p, g, p2, rate);
  for (; i < bytes; i += 4) descentAt(i, false, p, g, p2, rate);
}

// @ts-ignore: decorator
@inline
function rmspropAt(
  i: usize, four: bool, p: usize, g: usize, v: usize, a: usize, b: usize,
  p2: usize, v2: usize, a2: usize, b2: usize,
  rate: f32, share: f32, epsilon: f32, momentum: f32,
): void {
  const gi = take(g + i, four);
  const vi = lerp(take(v + i, four), f32x4.mul(gi, gi), share);
  put(v2 + i, vi, four);
  let variance = vi;
  if (a != 0) {
    const ai = lerp(take(a + i, four), gi, share);
    put(a2 + i, ai, four);
    variance = f32x4.max(f32x4.sub(vi, f32x4.mul(ai, ai)), f32x4.splat(0));
  }
  let step = f32x4.div(gi, f32x4.add(f32x4.sqrt(variance), f32x4.splat(epsilon)));
  if (b != 0) {
    step = flush(f32x4.add(f32x4.mul(take(b + i, four), f32x4.splat(momentum)), step));
    put(b2 + i, step, four);
  }
  put(p2 + i, f32x4.sub(take(p + i, four), f32x4.mul(step, f32x4.splat(rate))), four);
}

/**
 * One update of RMSProp, n numbers; writes p2, v2 and, where there are `a` and `b`, a2 and b2; they
 * are at address 0 otherwise.
 *
 *     v2 = v + (1 - alpha) (g^2 - v),  a2 = a + (1 - alpha) (g - a)
 *     s = g / (sqrt(max(v2 - a2^2, 0)) + epsilon),  b2 = momentum b + s
 *     p2 = p - rate b2
 *
 * @param share 1 - alpha.
 */
export function rmsprop(
  p: usize, g: usize, v: usize, a: usize, b: usize,
  p2: usize, v2: usize, a2: usize, b2: usize, n: i32,
  rate: f32, share: f32, epsilon: f32, momentum: f32,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i < whole; i += 16) {
    rmspropAt(i, true, p, g, v, a, b, p2, v2, a2, b2, rate, share, epsilon, momentum);
  }
  for (; i < bytes; i += 4) {
    rmspropAt(i, false, p, g, v, a, b, p2, v2, a2, b2, rate, share, epsilon, momentum);
  }
}

// @ts-ignore: decorator
@inline
function adagradAt(
  i: usize, four: bool, p: usize, g: usize, s: usize, p2: usize, s2: usize,
  rate: f32, epsilon: f32,
): void {
  const gi = take(g + i, four);
  const si = flush(f32x4.add(take(s + i, four), f32x4.mul(gi, gi)));
  put(s2 + i, si, four);
  const spread = f32x4.add(f32x4.sqrt(si), f32x4.splat(epsilon));
  const step = f32x4.div(f32x4.mul(gi, f32x4.splat(rate)), spread);
  put(p2 + i, f32x4.sub(take(p + i, four), step), four);
}

/** One update of Adagrad, n numbers: s2 = s + g^2, p2 = p - rate g / (sqrt(s2) + epsilon). */
export function adagrad(
  p: usize, g: usize, s: usize, p2: usize, s2: usize, n: i32, rate: f32, epsilon: f32,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i < whole; i += 16) adagradAt(i, true, p, g, s, p2, s2, rate, epsilon);
  for (; i < bytes; i += 4) adagradAt(i, false, p, g, s, p2, s2, rate, epsilon);
}

// @ts-ignore: decorator
@inline
function lionAt(
  i: usize, four: bool, p: usize, g: usize, m: usize, p2: usize, m2: usize,
  rate: f32, share1: f32, share2: f32, decay: usize, stride: i32,
): void {
  const gi = take(g + i, four), pi = take(p + i, four), mi = take(m + i, four);
  put(m2 + i, lerp(mi, gi, share2), four);
  const shrink = f32x4.mul(pi, takeDecay(decay, stride, i, four));
  const step = f32x4.add(signs(lerp(mi, gi, share1)), shrink);
  put(p2 + i, f32x4.sub(pi, f32x4.mul(step, f32x4.splat(rate))), four);
}

/**
 * One update of Lion, n numbers; writes p2 and m2.
 *
 *     p2 = p - rate (sign(m + (1 - beta1) (g - m)) + decay p)
 *     m2 = m + (1 - beta2) (g - m)
 *
 * @param share1 1 - beta1.
 * @param share2 1 - beta2.
 * @param decay See {@link takeDecay}.
 */
export function lion(
  p: usize, g: usize, m: usize, p2: usize, m2: usize, n: i32,
  rate: f32, share1: f32, share2: f32, decay: usize, stride: i32,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i < whole; i += 16) {
    lionAt(i, true, p, g, m, p2, m2, rate, share1, share2, decay, stride);
  }
  for (; i < bytes; i += 4) {
    lionAt(i, false, p, g, m, p2, m2, rate, share1, share2, decay, stride);
  }
}

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
 * One update of LAMB for one weight tensor of n numbers; writes p2, m2 and v2.
 *
 *     m2 = m + (1 - beta1) (g - m),  v2 = v + (1 - beta2) (g^2 - v)
 *     u = scale m2 / (sqrt(v2) + epsilon) + decay p
 *     p2 = p - rate |p| / |u| u,  or p - rate u if a norm is 0
 *
 * @param share1 1 - beta1.
 * @param share2 1 - beta2.
 * @param decay See {@link takeDecay}.
 */
export function lamb(
  p: usize, g: usize, m: usize, v: usize, p2: usize, m2: usize, v2: usize, n: i32,
  share1: f32, share2: f32, scale: f32, epsilon: f32, rate: f64, decay: usize, stride: i32,
): void {
  const whole = vectorBytes(n), bytes = <usize>n << 2;
  let weights = f64x2.splat(0), steps = weights;
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const u = lambStepAt(
      i, true, p, g, m, v, p2, m2, v2, share1, share2, scale, epsilon, decay, stride,
    );
    weights = f64x2.add(weights, squares(v128.load(p + i)));
    steps = f64x2.add(steps, squares(u));
  }
  for (; i < bytes; i += 4) {
    lambStepAt(i, false, p, g, m, v, p2, m2, v2, share1, share2, scale, epsilon, decay, stride);
    weights = f64x2.add(weights, squares(v128.load32_zero(p + i)));
    // Not what is in the other lanes: 0 / 0 if epsilon is lost in rounding.
    steps = f64x2.add(steps, squares(v128.load32_zero(p2 + i)));
  }
  const length = total(weights), step = total(steps);
  const trusted = length > 0 && step > 0 ? rate * Math.sqrt(length / step) : rate;
  for (i = 0; i < whole; i += 16) descentAt(i, true, p, p2, p2, <f32>trusted);
  for (; i < bytes; i += 4) descentAt(i, false, p, p2, p2, <f32>trusted);
}
