import { exp, loadFirst, storeFirst } from "./lanes.as";

// As in _shared/kernels/recurrence_codes.ts.
export const TANH = 1, SIGMOID = 2;
const RELU = 3, HARD_SIGMOID = 4;

/** 1 / (1 + exp(-x)) of four numbers. */
// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const ones = f32x4.splat(1);
  const power = exp(f32x4.neg(f32x4.abs(x)));
  const share = f32x4.div(ones, f32x4.add(ones, power));
  return v128.bitselect(f32x4.mul(power, share), share, f32x4.lt(x, f32x4.splat(0)));
}

/**
 * tanh(x) of four numbers: (1 - e) / (1 + e) with e = exp(-2 |x|), and below 1/4, where that loses
 * digits, the series to the ninth power, accurate to 8e-9.
 */
// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const ones = f32x4.splat(1), size = f32x4.abs(x);
  const power = exp(f32x4.mul(size, f32x4.splat(-2)));
  const large = f32x4.div(f32x4.sub(ones, power), f32x4.add(ones, power));
  const square = f32x4.mul(x, x);
  let series = f32x4.splat(62.0 / 2835);
  series = f32x4.sub(f32x4.mul(series, square), f32x4.splat(17.0 / 315));
  series = f32x4.add(f32x4.mul(series, square), f32x4.splat(2.0 / 15));
  series = f32x4.sub(f32x4.mul(series, square), f32x4.splat(1.0 / 3));
  series = f32x4.add(f32x4.mul(series, square), ones);
  const small = f32x4.mul(series, size);
  const value = v128.bitselect(small, large, f32x4.lt(size, f32x4.splat(0.25)));
  // With the sign of x.
  return v128.bitselect(x, value, i32x4.splat(0x80000000));
}

/** An activation of four numbers. */
// @ts-ignore: decorator
@inline
function activate(kind: i32, x: v128): v128 {
  if (kind == TANH) return tanh(x);
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == RELU) return f32x4.max(x, f32x4.splat(0));
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.min(f32x4.max(line, f32x4.splat(0)), f32x4.splat(1));
}

// @ts-ignore: decorator
@inline
function each(kind: i32, x: usize, out: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = bytes - at;
    storeFirst(out + at, activate(kind, loadFirst(x + at, left)), left);
  }
}

// A function each: the compiler of a runtime makes slow code of a large one.

function tanhs(x: usize, out: usize, bytes: usize): void {
  each(TANH, x, out, bytes);
}

function sigmoids(x: usize, out: usize, bytes: usize): void {
  each(SIGMOID, x, out, bytes);
}

function relus(x: usize, out: usize, bytes: usize): void {
  each(RELU, x, out, bytes);
}

function hardSigmoids(x: usize, out: usize, bytes: usize): void {
  each(HARD_SIGMOID, x, out, bytes);
}

/** out = an activation of x, which may be one; `bytes` of numbers. */
export function activateAll(kind: i32, x: usize, out: usize, bytes: usize): void {
  if (kind == TANH) tanhs(x, out, bytes);
  else if (kind == SIGMOID) sigmoids(x, out, bytes);
  else if (kind == RELU) relus(x, out, bytes);
  else if (kind == HARD_SIGMOID) hardSigmoids(x, out, bytes);
  else if (x != out) memory.copy(out, x, bytes);
}

/** The derivative of an activation, from what it returned. */
// @ts-ignore: decorator
@inline
export function slope(kind: i32, y: v128): v128 {
  const zeros = f32x4.splat(0), ones = f32x4.splat(1);
  if (kind == TANH) return f32x4.sub(ones, f32x4.mul(y, y));
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(ones, y));
  if (kind == RELU) return v128.and(ones, f32x4.gt(y, zeros));
  if (kind == HARD_SIGMOID) {
    const inside = v128.and(f32x4.gt(y, zeros), f32x4.lt(y, ones));
    return v128.and(f32x4.splat(0.2), inside);
  }
  return ones;
}
