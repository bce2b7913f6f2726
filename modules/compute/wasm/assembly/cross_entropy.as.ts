import { exp, storeFirst, upperHalf } from "./lanes.as";

/**
 * ln(x) for x >= 1. With x = 2^e m, m in [sqrt(1/2), sqrt(2)), and t = (m - 1) / (m + 1), it is e
 * ln 2 + 2 (t + t^3 / 3 + t^5 / 5 + ...), whose omitted terms are below 1e-13.
 */
function log(x: f64): f64 {
  // Not finite: NaN.
  if (!(x < Infinity)) return x - x;
  const bits = reinterpret<u64>(x);
  let e = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1;
  }
  const t = (m - 1) / (m + 1);
  const square = t * t;
  let series: f64 = 1.0 / 15;
  for (let power = 13; power > 0; power -= 2) series = series * square + 1 / <f64>power;
  return <f64>e * 0.6931471805599453 + 2 * t * series;
}

/** Loads up to four numbers, filled up with -Infinity. */
// @ts-ignore: decorator
@inline
function loadUpTo(x: usize, count: i32): v128 {
  if (count >= 4) return v128.load(x);
  let values = f32x4.splat(-Infinity);
  values = f32x4.replace_lane(values, 0, load<f32>(x));
  if (count > 1) values = f32x4.replace_lane(values, 1, load<f32>(x, 4));
  if (count > 2) values = f32x4.replace_lane(values, 2, load<f32>(x, 8));
  return values;
}

/** The largest of n numbers; NaN if one is NaN. */
export function largest(x: usize, n: i32): f32 {
  let four = f32x4.splat(-Infinity);
  for (let at = 0; at < n; at += 4) four = f32x4.max(four, loadUpTo(x + (<usize>at << 2), n - at));
  const two = f32x4.max(four, upperHalf(four));
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

/** out = exp(scale (x - offset)), n numbers. Returns their sum. */
export function exponentials(x: usize, out: usize, n: i32, offset: f32, scale: f32): f64 {
  const taken = f32x4.splat(offset), factors = f32x4.splat(scale);
  let sums = f64x2.splat(0);
  for (let at = 0; at < n; at += 4) {
    const place = <usize>at << 2;
    const values = exp(f32x4.mul(f32x4.sub(loadUpTo(x + place, n - at), taken), factors));
    storeFirst(out + place, values, <usize>(n - at) << 2);
    const pairs = f64x2.add(f64x2.promote_low_f32x4(values), f64x2.promote_low_f32x4(upperHalf(values)));
    sums = f64x2.add(sums, pairs);
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/**
 * Cross-entropy of logits [rows, classes] with targets: its mean over the rows, and
 * gradient [rows, classes] = softmax(logits) - targets.
 *
 * @param targets Class numbers, int32 [rows], where `sparse` is 1; otherwise distributions, [rows, classes]. A row whose class
 * is none has a loss of NaN.
 */
export function crossEntropy(
  logits: usize,
  targets: usize,
  gradient: usize,
  rows: i32,
  classes: i32,
  sparse: i32,
): f64 {
  const bytes = <usize>classes << 2;
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const offset = largest(logits, classes);
    const sum = exponentials(logits, gradient, classes, offset, 1);
    const factor = <f32>(1 / sum);
    for (let place: usize = 0; place < bytes; place += 4) {
      store<f32>(gradient + place, load<f32>(gradient + place) * factor);
    }
    // -log p of class c is log(sum) + offset - x_c.
    const whole = log(sum) + <f64>offset;
    if (sparse) {
      total += ofClass(logits, gradient, load<i32>(targets), classes, whole);
      targets += 4;
    } else {
      total += ofDistribution(logits, gradient, targets, bytes, whole);
      targets += bytes;
    }
    logits += bytes;
    gradient += bytes;
  }
  return total / <f64>rows;
}

/** Returns the loss of a row with a class index, and subtracts its 1 from the gradient. */
// @ts-ignore: decorator
@inline
function ofClass(logits: usize, gradient: usize, target: i32, classes: i32, whole: f64): f64 {
  if (<u32>target >= <u32>classes) return NaN;
  const place = <usize>target << 2;
  store<f32>(gradient + place, load<f32>(gradient + place) - 1);
  return whole - <f64>load<f32>(logits + place);
}

/** Returns the loss of a row with a distribution, and subtracts it from the gradient. */
// @ts-ignore: decorator
@inline
function ofDistribution(logits: usize, gradient: usize, targets: usize, bytes: usize, whole: f64): f64 {
  let loss: f64 = 0;
  for (let place: usize = 0; place < bytes; place += 4) {
    const target = load<f32>(targets + place);
    store<f32>(gradient + place, load<f32>(gradient + place) - target);
    loss += <f64>target * (whole - <f64>load<f32>(logits + place));
  }
  return loss;
}
