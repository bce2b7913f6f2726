import { signs } from "./lanes.as";
import { descentAt, flush, lerp, put, take, takeDecay, vectorBytes } from "./update_lanes.as";

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
