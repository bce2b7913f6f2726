import {
  COLUMNS, LEFT_BYTES, packLeft, packLeftByOffsets, packRight, RIGHT_BYTES, ROWS,
} from "./packing.as";
import { PRODUCT, Work } from "./work.as";

// M = rows of the product, N = its columns, K = depth

/** Depth of a block: a packed strip of both factors stays in the L1 cache. */
export const DEPTH: i32 = 256;

/** Depth after which a sum is added up apart from the one before it: longer ones lose digits in float32. */
const SECTION: i32 = 1024;

/** Maximum extents of a tile, the part of a product that one thread computes at a time. */
const HEIGHT: i32 = 64;
export const WIDTH: i32 = 128;

/** Minimum rows of a tile, if the product has as many: each tile packs its part of the right factor again. */
const MIN_HEIGHT: i32 = 16;

/** Scratch memory of a thread: a block of the right factor, a strip of the left one, a part of the product, a section. */
export const RIGHT_SCRATCH: i32 = DEPTH * WIDTH * 4;
export const LEFT_SCRATCH: i32 = DEPTH * LEFT_BYTES;
const PART_SCRATCH: i32 = ROWS * COLUMNS * 4;
const SECTION_SCRATCH: i32 = HEIGHT * WIDTH * 4;

/** Bytes of scratch memory that a product needs. */
export const PRODUCT_SCRATCH: i32 = RIGHT_SCRATCH + LEFT_SCRATCH + PART_SCRATCH + SECTION_SCRATCH;

/** A batch of products, c = clamp(a b + bias), and its division into tiles. */
@unmanaged
export class Job extends Work {
  /** Addresses; `bias` is 0 for none. */
  a: usize; b: usize; c: usize; bias: usize;
  m: i32; n: i32; k: i32; batch: i32;
  /** Strides of the factors in bytes; a batch stride of 0 shares one matrix. */
  aRow: usize; aColumn: usize; aBatch: usize;
  bRow: usize; bColumn: usize; bBatch: usize;
  /** Addresses of the offsets of the rows and columns of `a`; 0 if its strides hold. */
  aRowOffsets: usize; aColumnOffsets: usize;
  /** Bounds that results are clamped to. */
  lower: f32; upper: f32;
  /** Rows and columns of a tile. */
  height: i32; width: i32;
}

/** Fills in a job, divided into at least `tiles` tiles if it is large enough. */
export function writeJob(
  job: usize, a: usize, b: usize, c: usize, bias: usize,
  m: i32, n: i32, k: i32, batch: i32,
  aRow: usize, aColumn: usize, aBatch: usize, bRow: usize, bColumn: usize, bBatch: usize,
  aRowOffsets: usize, aColumnOffsets: usize, lower: f32, upper: f32, tiles: i32,
): void {
  const to = changetype<Job>(job);
  to.kind = PRODUCT;
  to.a = a; to.b = b; to.c = c; to.bias = bias;
  to.m = m; to.n = n; to.k = k; to.batch = batch;
  to.aRow = aRow; to.aColumn = aColumn; to.aBatch = aBatch;
  to.bRow = bRow; to.bColumn = bColumn; to.bBatch = bBatch;
  to.aRowOffsets = aRowOffsets; to.aColumnOffsets = aColumnOffsets;
  to.lower = lower; to.upper = upper;
  const wide = max(1, ceilDivide(n, WIDTH));
  const down = min(ceilDivide(tiles, max(1, batch * wide)), m / MIN_HEIGHT);
  to.width = tileExtent(n, wide, COLUMNS);
  to.height = tileExtent(m, max(max(1, ceilDivide(m, HEIGHT)), down), ROWS);
  to.tiles = batch * ceilDivide(m, to.height) * ceilDivide(n, to.width);
}

/** Extent of each of `parts` equal parts, rounded up to a multiple of `step`; at least `step`. */
function tileExtent(extent: i32, parts: i32, step: i32): i32 {
  return max(1, ceilDivide(extent, parts * step)) * step;
}

// @ts-ignore: decorator
@inline
function ceilDivide(extent: i32, part: i32): i32 {
  return (extent + part - 1) / part;
}

/** Computes one tile. The division into tiles changes no bits: each sum runs in order of depth. */
export function productTile(job: Job, index: i32, scratch: usize): void {
  const down = ceilDivide(job.m, job.height), wide = ceilDivide(job.n, job.width);
  const matrix = <usize>(index / (down * wide));
  const inMatrix = index % (down * wide);
  const row = (inMatrix / wide) * job.height, column = (inMatrix % wide) * job.width;
  const rows = min(job.height, job.m - row), columns = min(job.width, job.n - column);
  const a = job.a + matrix * job.aBatch;
  const b = job.b + matrix * job.bBatch + <usize>column * job.bColumn;
  const stride = <usize>job.n << 2;
  const c = job.c + matrix * <usize>job.m * stride + <usize>row * stride + (<usize>column << 2);
  const bias: usize = job.bias == 0 ? 0 : job.bias + (<usize>column << 2);
  fill(c, stride, bias, rows, columns);
  accumulate(job, a, b, row, 0, min(SECTION, job.k), c, stride, rows, columns, scratch);
  if (job.k > SECTION) {
    const section = scratch + RIGHT_SCRATCH + LEFT_SCRATCH + PART_SCRATCH;
    const width = <usize>WIDTH << 2;
    for (let from = SECTION; from < job.k; from += SECTION) {
      const to = min(job.k, from + SECTION);
      fill(section, width, 0, rows, columns);
      accumulate(job, a, b, row, from, to, section, width, rows, columns, scratch);
      add(section, width, c, stride, rows, columns);
    }
  }
  if (job.lower > -Infinity || job.upper < Infinity) clamp(job, c, stride, rows, columns);
}

/** Adds to c the products of the columns `start` to `end` of the left factor, in blocks. */
function accumulate(
  job: Job, a: usize, b: usize, row: i32, start: i32, end: i32,
  c: usize, stride: usize, rows: i32, columns: i32, scratch: usize,
): void {
  const length = end - start;
  const step = ceilDivide(length, max(1, ceilDivide(length, DEPTH)));
  for (let from = start; from < end; from += step) {
    const depth = min(step, end - from);
    const right = b + <usize>from * job.bRow;
    for (let j = 0; j < columns; j += COLUMNS) {
      const part = right + <usize>j * job.bColumn;
      const to = scratch + <usize>(j * depth) * 4;
      packRight(part, job.bRow, job.bColumn, min(COLUMNS, columns - j), depth, to);
    }
    block(job, a, row, from, c, stride, rows, columns, depth, scratch);
  }
}

/** c += x, each with its own row stride in bytes. */
function add(
  x: usize, rowBytes: usize, c: usize, stride: usize, rows: i32, columns: i32,
): void {
  const bytes = <usize>columns << 2, vectorBytes = <usize>(columns & ~3) << 2;
  for (let row = 0; row < rows; row++, x += rowBytes, c += stride) {
    let at: usize = 0;
    for (; at < vectorBytes; at += 16) {
      v128.store(c + at, f32x4.add(v128.load(c + at), v128.load(x + at)));
    }
    for (; at < bytes; at += 4) store<f32>(c + at, load<f32>(c + at) + load<f32>(x + at));
  }
}

/** Multiplies the packed block of the right factor with the block of the left one at `row` and `column`. */
function block(
  job: Job, a: usize, row: i32, column: i32,
  c: usize, stride: usize, rows: i32, columns: i32, depth: i32, scratch: usize,
): void {
  const left = scratch + RIGHT_SCRATCH, product = left + LEFT_SCRATCH;
  for (let i = 0; i < rows; i += ROWS) {
    const high = min(ROWS, rows - i);
    strip(job, a, row + i, column, high, depth, left);
    let to = c + <usize>i * stride, right = scratch;
    for (let j = 0; j < columns; j += COLUMNS, to += COLUMNS * 4) {
      const wide = min(COLUMNS, columns - j);
      if (high == ROWS && wide == COLUMNS) {
        multiply(left, right, to, stride, depth);
      } else {
        copy(to, stride, product, COLUMNS * 4, high, wide);
        multiply(left, right, product, COLUMNS * 4, depth);
        copy(product, COLUMNS * 4, to, stride, high, wide);
      }
      right += <usize>(depth * RIGHT_BYTES);
    }
  }
}

/** Packs `high` rows of the left factor. */
function strip(
  job: Job, a: usize, row: i32, column: i32, high: i32, depth: i32, out: usize,
): void {
  if (job.aRowOffsets == 0) {
    const from = a + <usize>row * job.aRow + <usize>column * job.aColumn;
    packLeft(from, job.aRow, job.aColumn, high, depth, out);
  } else {
    const rows = job.aRowOffsets + <usize>(row << 2), columns = job.aColumnOffsets + <usize>(column << 2);
    packLeftByOffsets(a, rows, columns, high, depth, out);
  }
}

/** c [ROWS, COLUMNS] += left right, of packed strips. */
export function multiply(left: usize, right: usize, c: usize, stride: usize, depth: i32): void {
  const c1 = c + stride, c2 = c + 2 * stride, c3 = c + 3 * stride;
  let p00 = v128.load(c), p01 = v128.load(c, 16);
  let p10 = v128.load(c1), p11 = v128.load(c1, 16);
  let p20 = v128.load(c2), p21 = v128.load(c2, 16);
  let p30 = v128.load(c3), p31 = v128.load(c3, 16);
  const end = right + <usize>(depth * RIGHT_BYTES);
  for (; right < end; left += LEFT_BYTES, right += RIGHT_BYTES) {
    const r0 = v128.load(right), r1 = v128.load(right, 16);
    const l0 = v128.load(left);
    p00 = f32x4.add(p00, f32x4.mul(l0, r0));
    p01 = f32x4.add(p01, f32x4.mul(l0, r1));
    const l1 = v128.load(left, 16);
    p10 = f32x4.add(p10, f32x4.mul(l1, r0));
    p11 = f32x4.add(p11, f32x4.mul(l1, r1));
    const l2 = v128.load(left, 32);
    p20 = f32x4.add(p20, f32x4.mul(l2, r0));
    p21 = f32x4.add(p21, f32x4.mul(l2, r1));
    const l3 = v128.load(left, 48);
    p30 = f32x4.add(p30, f32x4.mul(l3, r0));
    p31 = f32x4.add(p31, f32x4.mul(l3, r1));
  }
  v128.store(c, p00);
  v128.store(c, p01, 16);
  v128.store(c1, p10);
  v128.store(c1, p11, 16);
  v128.store(c2, p20);
  v128.store(c2, p21, 16);
  v128.store(c3, p30);
  v128.store(c3, p31, 16);
}

/** out = x, each with its own row stride in bytes. */
export function copy(
  x: usize, rowBytes: usize, out: usize, outBytes: usize, rows: i32, columns: i32,
): void {
  for (let row = 0; row < rows; row++, x += rowBytes, out += outBytes) {
    for (let column = 0; column < columns; column++) {
      const at = <usize>(column << 2);
      store<f32>(out + at, load<f32>(x + at));
    }
  }
}

/** Sets every row of c to the bias, or to 0 without one. */
export function fill(c: usize, stride: usize, bias: usize, rows: i32, columns: i32): void {
  const bytes = <usize>(columns << 2), vectorBytes = <usize>((columns & ~3) << 2);
  const zeros = f32x4.splat(0);
  for (let row = 0; row < rows; row++, c += stride) {
    let at: usize = 0;
    for (; at < vectorBytes; at += 16) {
      v128.store(c + at, bias == 0 ? zeros : v128.load(bias + at));
    }
    for (; at < bytes; at += 4) store<f32>(c + at, bias == 0 ? 0 : load<f32>(bias + at));
  }
}

/** Clamps c to the job's bounds; NaN stays NaN. */
function clamp(job: Job, c: usize, stride: usize, rows: i32, columns: i32): void {
  const lower = f32x4.splat(job.lower), upper = f32x4.splat(job.upper);
  const bytes = <usize>(columns << 2), vectorBytes = <usize>((columns & ~3) << 2);
  for (let row = 0; row < rows; row++, c += stride) {
    let at: usize = 0;
    for (; at < vectorBytes; at += 16) {
      v128.store(c + at, f32x4.min(f32x4.max(v128.load(c + at), lower), upper));
    }
    for (; at < bytes; at += 4) {
      store<f32>(c + at, min(max(load<f32>(c + at), job.lower), job.upper));
    }
  }
}
