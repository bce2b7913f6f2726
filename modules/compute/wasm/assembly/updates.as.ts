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

// @ts-ignore: decorator
@inline
function flushOne(value: f32): f32 {
  return Mathf.abs(value) < SMALLEST ? 0 : value;
}

/**
 * One update of AdamW, n numbers; writes p2, m2 and v2.
 *
 *     m2 = m + (1 - beta1) (g - m),  v2 = v + (1 - beta2) (g^2 - v)
 *     p2 = p - p decay rate - scale m2 / (sqrt(v2) + epsilon)
 *
 * @param share1 1 - beta1.
 * @param share2 1 - beta2.
 * @param decay Where the decay of each number lies, or the one of all where `stride` is 0; 0 for none.
 */
export function adamw(
  p: usize, g: usize, m: usize, v: usize, p2: usize, m2: usize, v2: usize, n: i32,
  share1: f32, share2: f32, scale: f32, epsilon: f32, rate: f32, decay: usize, stride: i32,
): void {
  const shares1 = f32x4.splat(share1), shares2 = f32x4.splat(share2);
  const scales = f32x4.splat(scale), epsilons = f32x4.splat(epsilon), rates = f32x4.splat(rate);
  const all = decay == 0 || stride != 0 ? <f32>0 : load<f32>(decay) * rate;
  const alls = f32x4.splat(all);
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) {
    const gi = v128.load(g + i), pi = v128.load(p + i);
    let mi = v128.load(m + i), vi = v128.load(v + i);
    mi = flush(f32x4.add(mi, f32x4.mul(f32x4.sub(gi, mi), shares1)));
    vi = flush(f32x4.add(vi, f32x4.mul(f32x4.sub(f32x4.mul(gi, gi), vi), shares2)));
    v128.store(m2 + i, mi);
    v128.store(v2 + i, vi);
    const di = stride == 0 ? alls : f32x4.mul(v128.load(decay + i), rates);
    const step = f32x4.div(f32x4.mul(mi, scales), f32x4.add(f32x4.sqrt(vi), epsilons));
    v128.store(p2 + i, f32x4.sub(f32x4.sub(pi, f32x4.mul(pi, di)), step));
  }
  for (; i < bytes; i += 4) {
    const gi = load<f32>(g + i), pi = load<f32>(p + i);
    let mi = load<f32>(m + i), vi = load<f32>(v + i);
    mi = flushOne(mi + (gi - mi) * share1);
    vi = flushOne(vi + (gi * gi - vi) * share2);
    store<f32>(m2 + i, mi);
    store<f32>(v2 + i, vi);
    const di = stride == 0 ? all : load<f32>(decay + i) * rate;
    store<f32>(p2 + i, pi - pi * di - (mi * scale) / (Mathf.sqrt(vi) + epsilon));
  }
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
  const rates = f32x4.splat(rate), momenta = f32x4.splat(momentum);
  const bytes = <usize>n << 2;
  const vectorBytes = <usize>(n & ~3) << 2;
  let i: usize = 0;
  for (; i < vectorBytes; i += 16) {
    const gi = v128.load(g + i);
    const bi = flush(f32x4.add(f32x4.mul(v128.load(b + i), momenta), gi));
    v128.store(b2 + i, bi);
    const step = nesterov ? f32x4.add(gi, f32x4.mul(bi, momenta)) : bi;
    v128.store(p2 + i, f32x4.sub(v128.load(p + i), f32x4.mul(step, rates)));
  }
  for (; i < bytes; i += 4) {
    const gi = load<f32>(g + i);
    const bi = flushOne(load<f32>(b + i) * momentum + gi);
    store<f32>(b2 + i, bi);
    const step = nesterov ? gi + bi * momentum : bi;
    store<f32>(p2 + i, load<f32>(p + i) - step * rate);
  }
}
