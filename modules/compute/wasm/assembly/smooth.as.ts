// Activations whose derivative takes their input: gelu, gelu_new and swish.

import { exp, loadFirst, storeFirst } from "./lanes.as";
import { ACTIVATION, Work } from "./work.as";

// As in _shared/kernels/activation_codes.ts.
const GELU = 0, GELU_NEW = 1, SWISH = 2;

/** Numbers of a tile. */
const AT_ONCE: i32 = 8192;

/** sqrt(2 / pi) and the coefficient of gelu_new. */
const ROOT: f32 = 0.7978845608028654;
const CUBIC: f32 = 0.044715;

/** An activation of n numbers x, or, with dy, dy times its derivative. */
@unmanaged
export class ActivationJob extends Work {
  /** Addresses; dy is 0 for none. */
  x: usize; dy: usize; out: usize;
  n: i32; code: i32;
}

/** Fills in a job. */
export function writeActivationJob(job: usize, x: usize, dy: usize, out: usize, n: i32, code: i32): void {
  const to = changetype<ActivationJob>(job);
  to.kind = ACTIVATION; to.tiles = (n + AT_ONCE - 1) / AT_ONCE;
  to.x = x; to.dy = dy; to.out = out; to.n = n; to.code = code;
}

/** Computes a tile. */
export function activationTile(job: ActivationJob, index: i32): void {
  const first = <usize>(index * AT_ONCE) << 2, last = <usize>min(job.n, (index + 1) * AT_ONCE) << 2;
  const x = job.x + first, dy = job.dy, out = job.out + first, bytes = last - first;
  if (dy == 0) {
    if (job.code == GELU) gelu(x, out, bytes);
    else if (job.code == GELU_NEW) geluNew(x, out, bytes);
    else swish(x, out, bytes);
  } else if (job.code == GELU) geluGradient(x, dy + first, out, bytes);
  else if (job.code == GELU_NEW) geluNewGradient(x, dy + first, out, bytes);
  else swishGradient(x, dy + first, out, bytes);
}

// A function each: the compiler of one runtime makes slow code of a large one.

function gelu(x: usize, out: usize, bytes: usize): void {
  values(x, out, bytes, GELU);
}

function geluNew(x: usize, out: usize, bytes: usize): void {
  values(x, out, bytes, GELU_NEW);
}

function swish(x: usize, out: usize, bytes: usize): void {
  values(x, out, bytes, SWISH);
}

function geluGradient(x: usize, dy: usize, out: usize, bytes: usize): void {
  slopes(x, dy, out, bytes, GELU);
}

function geluNewGradient(x: usize, dy: usize, out: usize, bytes: usize): void {
  slopes(x, dy, out, bytes, GELU_NEW);
}

function swishGradient(x: usize, dy: usize, out: usize, bytes: usize): void {
  slopes(x, dy, out, bytes, SWISH);
}

// @ts-ignore: decorator
@inline
function values(x: usize, out: usize, bytes: usize, code: i32): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = bytes - at;
    storeFirst(out + at, valueOf(loadFirst(x + at, left), code), left);
  }
}

// @ts-ignore: decorator
@inline
function slopes(x: usize, dy: usize, out: usize, bytes: usize, code: i32): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = bytes - at, slope = slopeOf(loadFirst(x + at, left), code);
    storeFirst(out + at, f32x4.mul(loadFirst(dy + at, left), slope), left);
  }
}

// @ts-ignore: decorator
@inline
function valueOf(x: v128, code: i32): v128 {
  if (code == GELU) return f32x4.mul(x, normal(x));
  return f32x4.mul(x, sigmoid(code == GELU_NEW ? curve(x) : x));
}

/** The derivative: with the share s, s + x s'. */
// @ts-ignore: decorator
@inline
function slopeOf(x: v128, code: i32): v128 {
  if (code == GELU) {
    const density = f32x4.mul(exp(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5))), f32x4.splat(0.3989422804014327));
    return f32x4.add(normal(x), f32x4.mul(x, density));
  }
  const ones = f32x4.splat(1);
  const inner = code == GELU_NEW ? curve(x) : x;
  const power = exp(f32x4.neg(f32x4.abs(inner)));
  const share = f32x4.div(ones, f32x4.add(ones, power));
  const other = f32x4.mul(power, share);
  const value = v128.bitselect(other, share, f32x4.lt(inner, f32x4.splat(0)));
  let along = f32x4.mul(f32x4.mul(share, other), x);
  if (code == GELU_NEW) {
    // (2 u)' = 2 sqrt(2 / pi) (1 + 3 * 0.044715 x^2)
    const square = f32x4.mul(x, x);
    const steep = f32x4.add(f32x4.mul(square, f32x4.splat(6 * ROOT * CUBIC)), f32x4.splat(2 * ROOT));
    along = f32x4.mul(along, steep);
  }
  return f32x4.add(value, along);
}

/** 2 u = 2 sqrt(2 / pi) (x + 0.044715 x^3): (1 + tanh(u)) / 2 = sigmoid(2 u). */
// @ts-ignore: decorator
@inline
function curve(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x);
  return f32x4.mul(f32x4.add(x, f32x4.mul(cube, f32x4.splat(CUBIC))), f32x4.splat(2 * ROOT));
}

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const ones = f32x4.splat(1);
  const power = exp(f32x4.neg(f32x4.abs(x)));
  const share = f32x4.div(ones, f32x4.add(ones, power));
  return v128.bitselect(f32x4.mul(power, share), share, f32x4.lt(x, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function next(series: v128, t: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(series, t), f32x4.splat(coefficient));
}

/**
 * The distribution function of the normal distribution, erfc(-x / sqrt(2)) / 2, accurate to 1.2e-7 of its value:
 * Chebyshev's fit of Press et al., Numerical Recipes, section 6.2.
 */
// @ts-ignore: decorator
@inline
function normal(x: v128): v128 {
  const ones = f32x4.splat(1);
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(ones, f32x4.add(ones, f32x4.mul(z, f32x4.splat(0.5))));
  let series = f32x4.splat(0.17087277);
  series = next(series, t, -0.82215223);
  series = next(series, t, 1.48851587);
  series = next(series, t, -1.13520398);
  series = next(series, t, 0.27886807);
  series = next(series, t, -0.18628806);
  series = next(series, t, 0.09678418);
  series = next(series, t, 0.37409196);
  series = next(series, t, 1.00002368);
  series = next(series, t, -1.26551223);
  const tail = f32x4.mul(f32x4.mul(t, exp(f32x4.sub(series, f32x4.mul(z, z)))), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(ones, tail), f32x4.lt(x, f32x4.splat(0)));
}
