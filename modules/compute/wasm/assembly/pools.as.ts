// Pools on images, channels last, and their gradients. A tile is an image.

import { upperHalf } from "./lanes.as";
import { POOL, Work } from "./work.as";

/** Sizes of a pool, as 32-bit integers in this order. */
@unmanaged
class Windows {
  batch: i32; channels: i32;
  inHeight: i32; inWidth: i32; outHeight: i32; outWidth: i32;
  filterHeight: i32; filterWidth: i32; strideHeight: i32; strideWidth: i32;
  padTop: i32; padLeft: i32;
}

/** What is done with each window; as in kernels/pools.ts. */
const MAX: i32 = 0, AVG: i32 = 1, MAX_GRADIENT: i32 = 2, AVG_GRADIENT: i32 = 3;

/** A pool of x to y; or, from what is above its result, the gradient in x. */
@unmanaged
export class PoolJob extends Work {
  operation: i32;
  /** Addresses; `y` is the result, or in a gradient what is above it, and `dx` the gradient. */
  x: usize; y: usize; dx: usize; windows: usize;
}

/** Fills in a job. */
export function writePoolJob(
  job: usize, operation: i32, x: usize, y: usize, dx: usize, windows: usize,
): void {
  const to = changetype<PoolJob>(job);
  to.kind = POOL;
  to.tiles = changetype<Windows>(windows).batch;
  to.operation = operation;
  to.x = x; to.y = y; to.dx = dx; to.windows = windows;
}

/** Computes an image. */
export function poolTile(job: PoolJob, image: i32): void {
  const w = changetype<Windows>(job.windows), operation = job.operation;
  const pixel = <usize>w.channels << 2, row = <usize>w.inWidth * pixel;
  const whole = <usize>image * <usize>w.inHeight * row;
  let y = job.y + <usize>(image * w.outHeight * w.outWidth) * pixel;
  if (operation >= MAX_GRADIENT) memory.fill(job.dx + whole, 0, <usize>w.inHeight * row);
  for (let i = 0; i < w.outHeight; i++) {
    const top = i * w.strideHeight - w.padTop;
    const fromY = max(0, top), rows = min(w.inHeight, top + w.filterHeight) - fromY;
    for (let j = 0; j < w.outWidth; j++, y += pixel) {
      const left = j * w.strideWidth - w.padLeft;
      const fromX = max(0, left), columns = min(w.inWidth, left + w.filterWidth) - fromX;
      const corner = whole + <usize>fromY * row + <usize>fromX * pixel;
      if (operation == MAX) maxWindow(job.x + corner, y, rows, columns, row, pixel);
      else if (operation == AVG) avgWindow(job.x + corner, y, rows, columns, row, pixel);
      else if (operation == MAX_GRADIENT) maxGradient(job.x + corner, y, job.dx + corner, rows, columns, row, pixel);
      else avgGradient(y, job.dx + corner, rows, columns, row, pixel);
    }
  }
}

/** The largest numbers of a window, channel by channel; NaN if one is. */
function maxWindow(x: usize, y: usize, rows: i32, columns: i32, row: usize, pixel: usize): void {
  const vectors = pixel & ~15;
  let c: usize = 0;
  if (rows == 2 && columns == 2) {
    for (; c < vectors; c += 16) {
      const at = x + c, below = at + row;
      const upper = f32x4.max(v128.load(at), v128.load(at + pixel));
      v128.store(y + c, f32x4.max(upper, f32x4.max(v128.load(below), v128.load(below + pixel))));
    }
  }
  for (; c < vectors; c += 16) {
    let best = f32x4.splat(-Infinity);
    for (let i = 0; i < rows; i++) {
      let at = x + <usize>i * row + c;
      for (let j = 0; j < columns; j++, at += pixel) best = f32x4.max(best, v128.load(at));
    }
    v128.store(y + c, best);
  }
  for (; c < pixel; c += 4) {
    let best: f32 = -Infinity;
    for (let i = 0; i < rows; i++) {
      let at = x + <usize>i * row + c;
      for (let j = 0; j < columns; j++, at += pixel) best = max(best, load<f32>(at));
    }
    store<f32>(y + c, best);
  }
}

/** The means of a window, channel by channel, summed in double precision. */
function avgWindow(x: usize, y: usize, rows: i32, columns: i32, row: usize, pixel: usize): void {
  const vectors = pixel & ~15;
  const count = <f64>(rows * columns);
  const counts = f64x2.splat(count);
  let c: usize = 0;
  for (; c < vectors; c += 16) {
    let low = f64x2.splat(0), high = low;
    for (let i = 0; i < rows; i++) {
      let at = x + <usize>i * row + c;
      for (let j = 0; j < columns; j++, at += pixel) {
        const values = v128.load(at);
        low = f64x2.add(low, f64x2.promote_low_f32x4(values));
        high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(values)));
      }
    }
    const first = f32x4.demote_f64x2_zero(f64x2.div(low, counts));
    const second = f32x4.demote_f64x2_zero(f64x2.div(high, counts));
    v128.store(y + c, v128.shuffle<f32>(first, second, 0, 1, 4, 5));
  }
  for (; c < pixel; c += 4) {
    let sum: f64 = 0;
    for (let i = 0; i < rows; i++) {
      let at = x + <usize>i * row + c;
      for (let j = 0; j < columns; j++, at += pixel) sum += <f64>load<f32>(at);
    }
    store<f32>(y + c, <f32>(sum / count));
  }
}

/** Adds dy to dx where a window has its largest number: the first NaN, or the first of equals. */
function maxGradient(
  x: usize, dy: usize, dx: usize, rows: i32, columns: i32, row: usize, pixel: usize,
): void {
  const vectors = pixel & ~15;
  let c: usize = 0;
  if (rows == 2 && columns == 2) {
    maxGradientOfFour(x, dy, dx, row, pixel, vectors);
    c = vectors;
  }
  for (; c < vectors; c += 16) {
    addToLargest(x + c, v128.load(dy + c), dx + c, rows, columns, row, pixel, true);
  }
  for (; c < pixel; c += 4) {
    addToLargest(x + c, v128.load32_zero(dy + c), dx + c, rows, columns, row, pixel, false);
  }
}

/** Whether a number is larger than the largest so far, or the first NaN. */
// @ts-ignore: decorator
@inline
function isBetter(value: v128, best: v128): v128 {
  const firstNaN = v128.andnot(f32x4.ne(value, value), f32x4.ne(best, best));
  return v128.or(f32x4.gt(value, best), firstNaN);
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, part: v128): void {
  v128.store(at, f32x4.add(v128.load(at), part));
}

/** The usual window, 2 x 2, without loops; `bytes` of channels. */
function maxGradientOfFour(
  x: usize, dy: usize, dx: usize, row: usize, pixel: usize, bytes: usize,
): void {
  for (const end = x + bytes; x < end; x += 16, dy += 16, dx += 16) {
    const below = x + row, dBelow = dx + row, above = v128.load(dy);
    const b = v128.load(x + pixel), c = v128.load(below), d = v128.load(below + pixel);
    let best = v128.load(x);
    const isB = isBetter(b, best);
    best = v128.bitselect(b, best, isB);
    const isC = isBetter(c, best);
    best = v128.bitselect(c, best, isC);
    const isD = isBetter(d, best), later = v128.or(isC, isD);
    addTo(dx, v128.andnot(above, v128.or(isB, later)));
    addTo(dx + pixel, v128.and(above, v128.andnot(isB, later)));
    addTo(dBelow, v128.and(above, v128.andnot(isC, isD)));
    addTo(dBelow + pixel, v128.and(above, isD));
  }
}

/** Four channels, or one, of a window. */
// @ts-ignore: decorator
@inline
function addToLargest(
  x: usize, above: v128, dx: usize, rows: i32, columns: i32, row: usize, pixel: usize, four: bool,
): void {
  let best = four ? v128.load(x) : v128.load32_zero(x), place = i32x4.splat(0), index = 0;
  for (let i = 0; i < rows; i++) {
    let at = x + <usize>i * row;
    for (let j = 0; j < columns; j++, at += pixel, index++) {
      const value = four ? v128.load(at) : v128.load32_zero(at);
      const better = isBetter(value, best);
      best = v128.bitselect(value, best, better);
      place = v128.bitselect(i32x4.splat(index), place, better);
    }
  }
  index = 0;
  for (let i = 0; i < rows; i++) {
    let at = dx + <usize>i * row;
    for (let j = 0; j < columns; j++, at += pixel, index++) {
      const part = v128.and(above, i32x4.eq(place, i32x4.splat(index)));
      if (four) v128.store(at, f32x4.add(v128.load(at), part));
      else v128.store32_lane(at, f32x4.add(v128.load32_zero(at), part), 0);
    }
  }
}

/** Adds to dx an equal share of dy for each number of a window. */
function avgGradient(
  dy: usize, dx: usize, rows: i32, columns: i32, row: usize, pixel: usize,
): void {
  const count = <f32>(rows * columns);
  const counts = f32x4.splat(count), vectors = pixel & ~15;
  let c: usize = 0;
  for (; c < vectors; c += 16) {
    const share = f32x4.div(v128.load(dy + c), counts);
    for (let i = 0; i < rows; i++) {
      let at = dx + <usize>i * row + c;
      for (let j = 0; j < columns; j++, at += pixel) {
        v128.store(at, f32x4.add(v128.load(at), share));
      }
    }
  }
  for (; c < pixel; c += 4) {
    const share = load<f32>(dy + c) / count;
    for (let i = 0; i < rows; i++) {
      let at = dx + <usize>i * row + c;
      for (let j = 0; j < columns; j++, at += pixel) store<f32>(at, load<f32>(at) + share);
    }
  }
}
