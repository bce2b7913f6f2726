// Convolutions with at most two output channels. A vector has both channels of two weights that follow each other in
// the spread rows, where eight bytes into a number begins a vector of twice that number and twice the next.

import { RIGHT_BYTES } from "./packing.as";

/** Half of a spread number. */
const HALF: usize = 8;

/** Whether a convolution is one of these: each pair of weights is of one pixel. */
// @ts-ignore: decorator
@inline
export function isNarrow(inChannels: i32, outChannels: i32): bool {
  return outChannels <= 2 && (inChannels & 1) == 0;
}

/** c [4, 2] = clamp(biases + the sum over k of spread numbers and filters [count, COLUMNS]), by even and odd k. */
export function multiplyPairs(
  x0: usize, x1: usize, x2: usize, x3: usize, table: usize, count: i32, filters: usize, biases: usize,
  c: usize, lower: f32, upper: f32,
): void {
  const start = v128.load64_zero(biases);
  let p0 = start, p1 = start, p2 = start, p3 = start;
  const end = table + (<usize>count << 2);
  for (; table < end; table += 8, filters += 2 * RIGHT_BYTES) {
    const at = <usize>load<u32>(table) + HALF;
    const pair = v128.load64_lane(filters + RIGHT_BYTES, v128.load64_zero(filters), 1);
    p0 = f32x4.add(p0, f32x4.mul(v128.load(x0 + at), pair));
    p1 = f32x4.add(p1, f32x4.mul(v128.load(x1 + at), pair));
    p2 = f32x4.add(p2, f32x4.mul(v128.load(x2 + at), pair));
    p3 = f32x4.add(p3, f32x4.mul(v128.load(x3 + at), pair));
  }
  const least = f32x4.splat(lower), most = f32x4.splat(upper);
  v128.store(c, f32x4.pmin(f32x4.pmax(bothOf(p0, p1), least), most));
  v128.store(c, f32x4.pmin(f32x4.pmax(bothOf(p2, p3), least), most), 16);
}

/** The sums of both channels of two positions. */
// @ts-ignore: decorator
@inline
function bothOf(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** Copies the sums of some positions, [4, 2], to where `channels` are. */
export function copyPairs(from: usize, to: usize, positions: i32, channels: i32): void {
  for (let p = 0; p < positions; p++, from += 8) {
    for (let o = 0; o < channels; o++, to += 4) store<f32>(to, load<f32>(from + (<usize>o << 2)));
  }
}

/**
 * Adds to the gradients of four pairs of weights, rows of COLUMNS, what some positions add: spread numbers times what is
 * above, [count, COLUMNS]. A pair may be given more than once.
 */
export function addPairs(
  x0: usize, x1: usize, x2: usize, x3: usize, table: usize, count: i32, above: usize,
  c0: usize, c1: usize, c2: usize, c3: usize,
): void {
  let p0 = loadPair(c0), p1 = loadPair(c1), p2 = loadPair(c2), p3 = loadPair(c3);
  const end = table + (<usize>count << 2);
  for (; table < end; table += 4, above += RIGHT_BYTES) {
    const at = <usize>load<u32>(table) + HALF;
    const both = v128.load64_splat(above);
    p0 = f32x4.add(p0, f32x4.mul(v128.load(x0 + at), both));
    p1 = f32x4.add(p1, f32x4.mul(v128.load(x1 + at), both));
    p2 = f32x4.add(p2, f32x4.mul(v128.load(x2 + at), both));
    p3 = f32x4.add(p3, f32x4.mul(v128.load(x3 + at), both));
  }
  storePair(c0, p0);
  storePair(c1, p1);
  storePair(c2, p2);
  storePair(c3, p3);
}

// @ts-ignore: decorator
@inline
function loadPair(c: usize): v128 {
  return v128.load64_lane(c + RIGHT_BYTES, v128.load64_zero(c), 1);
}

// @ts-ignore: decorator
@inline
function storePair(c: usize, pair: v128): void {
  v128.store64_lane(c, pair, 0);
  v128.store64_lane(c + RIGHT_BYTES, pair, 1);
}
