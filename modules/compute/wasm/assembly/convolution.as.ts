// Convolutions on images, channels last, without a matrix of patches. The rows of an image that a band of output rows
// reads are spread out once: padded, and each number four times, so that a load broadcasts it wherever a filter lies.
//
// O = output channels, P = positions of a band, T = weights of a filter

import { copyPairs, isNarrow, multiplyPairs } from "./narrow_convolution.as";
import { COLUMNS, RIGHT_BYTES, ROWS } from "./packing.as";
import { CONVOLUTION, Work } from "./work.as";

/** Scratch memory of a thread: the spread rows, the gradient's right factor, and a part of a result. */
export const FIELD_SCRATCH: i32 = 131_072;
export const ABOVE_SCRATCH: i32 = 65_536;
export const CONVOLUTION_SCRATCH: i32 = FIELD_SCRATCH + ABOVE_SCRATCH + ROWS * COLUMNS * 4;

/** Sizes, as 32-bit integers in this order, and two tables of offsets in the spread rows. */
@unmanaged
export class Sizes {
  batch: i32; inHeight: i32; inWidth: i32; inChannels: i32;
  outHeight: i32; outWidth: i32; outChannels: i32;
  filterHeight: i32; strideHeight: i32; dilationHeight: i32; padTop: i32; padLeft: i32;
  /** Pixels of a spread row. */
  width: i32;
  /** Output rows of a band, and bands of an image. */
  bandRows: i32; bands: i32;
  /** Weights of a filter. */
  taps: i32;
  /** Parts that sum a gradient of their own. */
  parts: i32;
}

/** y = clamp(x convolved with the filters + bias). A tile is a band of an image. */
@unmanaged
export class ConvolutionJob extends Work {
  /** Addresses; of filters packed by COLUMNS, [O / COLUMNS, T, COLUMNS], and biases, [O], both padded with 0. */
  x: usize; filters: usize; biases: usize; y: usize;
  sizes: usize; tapOffsets: usize; positionOffsets: usize;
  lower: f32; upper: f32;
}

/** Fills in a job. */
export function writeConvolutionJob(
  job: usize, x: usize, filters: usize, biases: usize, y: usize,
  sizes: usize, tapOffsets: usize, positionOffsets: usize, lower: f32, upper: f32,
): void {
  const to = changetype<ConvolutionJob>(job), s = changetype<Sizes>(sizes);
  to.kind = CONVOLUTION;
  to.tiles = s.batch * s.bands;
  to.x = x; to.filters = filters; to.biases = biases; to.y = y;
  to.sizes = sizes; to.tapOffsets = tapOffsets; to.positionOffsets = positionOffsets;
  to.lower = lower; to.upper = upper;
}

/** Computes a band. Each sum runs in order of T, or of its even and its odd numbers if it is narrow. */
export function convolutionTile(job: ConvolutionJob, index: i32, scratch: usize): void {
  const s = changetype<Sizes>(job.sizes), taps = s.taps, channels = s.outChannels;
  const positions = spreadBand(job.x, s, index, scratch), last = positions - 1;
  const stride = <usize>channels << 2, part = scratch + FIELD_SCRATCH + ABOVE_SCRATCH;
  const block = <usize>(taps * RIGHT_BYTES), narrow = isNarrow(s.inChannels, channels);
  let row = job.y + <usize>firstPosition(s, index) * stride;
  for (let p = 0; p < positions; p += ROWS, row += ROWS * stride) {
    const high = min(ROWS, positions - p), table = job.positionOffsets;
    const x0 = scratch + offsetOf(table, p), x1 = scratch + offsetOf(table, min(p + 1, last));
    const x2 = scratch + offsetOf(table, min(p + 2, last)), x3 = scratch + offsetOf(table, min(p + 3, last));
    let filters = job.filters, biases = job.biases;
    if (narrow) {
      multiplyPairs(x0, x1, x2, x3, job.tapOffsets, taps, filters, biases, part, job.lower, job.upper);
      copyPairs(part, row, high, channels);
      continue;
    }
    for (let o = 0; o < channels; o += COLUMNS, filters += block, biases += RIGHT_BYTES) {
      const wide = min(COLUMNS, channels - o), whole = high == ROWS && wide == COLUMNS;
      const to = row + (<usize>o << 2), c = whole ? to : part, cStride = whole ? stride : RIGHT_BYTES;
      multiplySpread(
        x0, x1, x2, x3, job.tapOffsets, taps, filters, biases, 0, c, cStride, job.lower, job.upper,
      );
      if (!whole) copyPart(part, to, stride, high, wide);
    }
  }
}

/** Number of a band's first output position. */
export function firstPosition(s: Sizes, index: i32): i32 {
  return ((index / s.bands) * s.outHeight + (index % s.bands) * s.bandRows) * s.outWidth;
}

// @ts-ignore: decorator
@inline
export function offsetOf(table: usize, at: i32): usize {
  return <usize>load<u32>(table + (<usize>at << 2));
}

/** Spreads the rows of x that a band reads. Returns its positions. */
export function spreadBand(x: usize, s: Sizes, index: i32, out: usize): i32 {
  const image = index / s.bands, from = (index % s.bands) * s.bandRows;
  const rows = min(s.bandRows, s.outHeight - from), pixel = <usize>s.inChannels << 2;
  const read = (rows - 1) * s.strideHeight + (s.filterHeight - 1) * s.dilationHeight + 1;
  const rowBytes = <usize>s.width * pixel << 2;
  const zeros = min(s.width, max(0, s.padLeft)), skipped = max(0, -s.padLeft);
  const pixels = max(0, min(s.inWidth - skipped, s.width - zeros));
  const left = <usize>zeros * pixel << 2, middle = <usize>pixels * pixel;
  const right = rowBytes - left - (middle << 2);
  let row = from * s.strideHeight - s.padTop;
  for (let i = 0; i < read; i++, row++, out += rowBytes) {
    if (row < 0 || row >= s.inHeight) {
      memory.fill(out, 0, rowBytes);
      continue;
    }
    const source = x + <usize>((image * s.inHeight + row) * s.inWidth + skipped) * pixel;
    memory.fill(out, 0, left);
    spread(source, middle, out + left);
    memory.fill(out + left + (middle << 2), 0, right);
  }
  return rows * s.outWidth;
}

/** out = each number of x four times. */
// @ts-ignore: decorator
@inline
function spread(x: usize, bytes: usize, out: usize): void {
  const end = x + bytes;
  for (const vectorEnd = x + (bytes & ~15); x < vectorEnd; x += 16, out += 64) {
    const four = v128.load(x);
    v128.store(out, v128.shuffle<f32>(four, four, 0, 0, 0, 0));
    v128.store(out, v128.shuffle<f32>(four, four, 1, 1, 1, 1), 16);
    v128.store(out, v128.shuffle<f32>(four, four, 2, 2, 2, 2), 32);
    v128.store(out, v128.shuffle<f32>(four, four, 3, 3, 3, 3), 48);
  }
  for (; x < end; x += 4, out += 16) v128.store(out, v128.load32_splat(x));
}

/**
 * c [ROWS, COLUMNS] = clamp(start + the sum over k of spread numbers and right [count, COLUMNS]). Row i's number k is at
 * xi + table[k]. Rows are `stride` bytes apart, those of `start` `startStride`.
 */
export function multiplySpread(
  x0: usize, x1: usize, x2: usize, x3: usize, table: usize, count: i32, right: usize,
  start: usize, startStride: usize, c: usize, stride: usize, lower: f32, upper: f32,
): void {
  let p00 = v128.load(start), p01 = v128.load(start, 16);
  start += startStride;
  let p10 = v128.load(start), p11 = v128.load(start, 16);
  start += startStride;
  let p20 = v128.load(start), p21 = v128.load(start, 16);
  start += startStride;
  let p30 = v128.load(start), p31 = v128.load(start, 16);
  for (const end = table + (<usize>count << 2); table < end; table += 4, right += RIGHT_BYTES) {
    const at = <usize>load<u32>(table);
    const r0 = v128.load(right), r1 = v128.load(right, 16);
    const l0 = v128.load(x0 + at);
    p00 = f32x4.add(p00, f32x4.mul(l0, r0));
    p01 = f32x4.add(p01, f32x4.mul(l0, r1));
    const l1 = v128.load(x1 + at);
    p10 = f32x4.add(p10, f32x4.mul(l1, r0));
    p11 = f32x4.add(p11, f32x4.mul(l1, r1));
    const l2 = v128.load(x2 + at);
    p20 = f32x4.add(p20, f32x4.mul(l2, r0));
    p21 = f32x4.add(p21, f32x4.mul(l2, r1));
    const l3 = v128.load(x3 + at);
    p30 = f32x4.add(p30, f32x4.mul(l3, r0));
    p31 = f32x4.add(p31, f32x4.mul(l3, r1));
  }
  const least = f32x4.splat(lower), most = f32x4.splat(upper);
  storeClamped(c, p00, p01, least, most);
  storeClamped(c + stride, p10, p11, least, most);
  storeClamped(c + 2 * stride, p20, p21, least, most);
  storeClamped(c + 3 * stride, p30, p31, least, most);
}

// @ts-ignore: decorator
@inline
function storeClamped(c: usize, first: v128, second: v128, least: v128, most: v128): void {
  v128.store(c, f32x4.pmin(f32x4.pmax(first, least), most));
  v128.store(c, f32x4.pmin(f32x4.pmax(second, least), most), 16);
}

/** The first rows and columns of a part to their place. */
function copyPart(part: usize, to: usize, stride: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++, part += RIGHT_BYTES, to += stride) {
    memory.copy(to, part, <usize>columns << 2);
  }
}

/** out [columns / COLUMNS, rows, COLUMNS] = x [rows, columns], padded with 0. */
export function packColumns(x: usize, rows: i32, columns: i32, out: usize): void {
  for (let from = 0; from < columns; from += COLUMNS) {
    const bytes = <usize>min(COLUMNS, columns - from) << 2;
    let at = x + (<usize>from << 2);
    for (let row = 0; row < rows; row++, at += <usize>columns << 2, out += RIGHT_BYTES) {
      memory.copy(out, at, bytes);
      memory.fill(out + bytes, 0, RIGHT_BYTES - bytes);
    }
  }
}
