import {
  COLUMNS, LEFT_BYTES, packLeft, packLeftByTables, packRight, RIGHT_BYTES, ROWS,
} from "./packing.as";

// M = rows of the product, N = its columns, K = depth

/** Depth of a block: a packed strip of both factors stays in the first cache. */
const DEPTH: i32 = 256;

/** Most rows and columns of a tile, the part of a product that one thread takes at a time. */
const HEIGHT: i32 = 64;
const WIDTH: i32 = 128;

/** Fewest rows of a tile that could have more: each tile packs its part of the right factor anew. */
const LEAST_HEIGHT: i32 = 16;

/** What a thread needs room for: a block of the right factor, a strip of the left one, a part of the product. */
const RIGHT_ROOM: i32 = DEPTH * WIDTH * 4;
const LEFT_ROOM: i32 = DEPTH * LEFT_BYTES;
const PRODUCT_ROOM: i32 = ROWS * COLUMNS * 4;

/** Bytes of room that a thread must be given. */
export function roomBytes(): i32 {
  return RIGHT_ROOM + LEFT_ROOM + PRODUCT_ROOM;
}

/** What is to be multiplied: c = activation(a b + bias), as often as it has matrices. */
@unmanaged
export class Job {
  /** Places of the first number; `bias` 0 for none. */
  a: usize; b: usize; c: usize; bias: usize;
  m: i32; n: i32; k: i32; matrices: i32;
  /** Bytes between rows, columns and matrices of the factors; between matrices 0 where all take the same. */
  aRow: usize; aColumn: usize; aMatrix: usize;
  bRow: usize; bColumn: usize; bMatrix: usize;
  /** Where it is said how far the rows and columns of `a` are from its place; 0 where they are even. */
  aRows: usize; aColumns: usize;
  /** Bounds of a result: below `least` it is that, above `most` that. */
  least: f32; most: f32;
  /** Rows and columns of a tile. */
  height: i32; width: i32;
}

/** Bytes of a job. */
export function jobBytes(): i32 {
  return offsetof<Job>();
}

/** Writes a job down, which is to fall into at least `tiles` tiles where it is large enough. */
export function describe(
  job: usize, a: usize, b: usize, c: usize, bias: usize,
  m: i32, n: i32, k: i32, matrices: i32,
  aRow: usize, aColumn: usize, aMatrix: usize, bRow: usize, bColumn: usize, bMatrix: usize,
  aRows: usize, aColumns: usize, least: f32, most: f32, tiles: i32,
): void {
  const to = changetype<Job>(job);
  to.a = a; to.b = b; to.c = c; to.bias = bias;
  to.m = m; to.n = n; to.k = k; to.matrices = matrices;
  to.aRow = aRow; to.aColumn = aColumn; to.aMatrix = aMatrix;
  to.bRow = bRow; to.bColumn = bColumn; to.bMatrix = bMatrix;
  to.aRows = aRows; to.aColumns = aColumns;
  to.least = least; to.most = most;
  const wide = max(1, across(n, WIDTH));
  const down = min(across(tiles, max(1, matrices * wide)), m / LEAST_HEIGHT);
  to.width = even(n, wide, COLUMNS);
  to.height = even(m, max(max(1, across(m, HEIGHT)), down), ROWS);
}

/** Extent of each of `parts` alike, a multiple of `step` and not 0. */
function even(extent: i32, parts: i32, step: i32): i32 {
  return max(1, across(extent, parts * step)) * step;
}

/** Computes a job without others. */
export function compute(job: usize, room: usize): void {
  const work = changetype<Job>(job);
  const tiles = tilesOf(work);
  for (let index = 0; index < tiles; index++) tile(work, index, room);
}

/** Into how many tiles a job falls. */
export function tilesOf(job: Job): i32 {
  return job.matrices * across(job.m, job.height) * across(job.n, job.width);
}

// @ts-ignore: decorator
@inline
function across(extent: i32, part: i32): i32 {
  return (extent + part - 1) / part;
}

/** Computes one tile. No number depends on how a product falls into tiles: each is added up in order of depth. */
export function tile(job: Job, index: i32, room: usize): void {
  const down = across(job.m, job.height), wide = across(job.n, job.width);
  const matrix = <usize>(index / (down * wide));
  const inMatrix = index % (down * wide);
  const row = (inMatrix / wide) * job.height, column = (inMatrix % wide) * job.width;
  const rows = min(job.height, job.m - row), columns = min(job.width, job.n - column);
  const a = job.a + matrix * job.aMatrix;
  const b = job.b + matrix * job.bMatrix + <usize>column * job.bColumn;
  const stride = <usize>job.n << 2;
  const c = job.c + matrix * <usize>job.m * stride + <usize>row * stride + (<usize>column << 2);
  const bias = job.bias == 0 ? 0 : job.bias + (<usize>column << 2);
  fill(c, stride, bias, rows, columns);
  const blocks = max(1, across(job.k, DEPTH));
  const step = across(job.k, blocks);
  for (let from = 0; from < job.k; from += step) {
    const depth = min(step, job.k - from);
    const right = b + <usize>from * job.bRow;
    for (let j = 0; j < columns; j += COLUMNS) {
      const part = right + <usize>j * job.bColumn;
      const to = room + <usize>(j * depth) * 4;
      packRight(part, job.bRow, job.bColumn, min(COLUMNS, columns - j), depth, to);
    }
    block(job, a, row, from, c, stride, rows, columns, depth, room);
  }
  if (job.least > -Infinity || job.most < Infinity) clamp(job, c, stride, rows, columns);
}

/** Multiplies the packed block of the right factor with as much of the left one, from its `row` and `column` on. */
function block(
  job: Job, a: usize, row: i32, column: i32,
  c: usize, stride: usize, rows: i32, columns: i32, depth: i32, room: usize,
): void {
  const left = room + RIGHT_ROOM, product = left + LEFT_ROOM;
  for (let i = 0; i < rows; i += ROWS) {
    const high = min(ROWS, rows - i);
    strip(job, a, row + i, column, high, depth, left);
    let to = c + <usize>i * stride, right = room;
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
  if (job.aRows == 0) {
    const from = a + <usize>row * job.aRow + <usize>column * job.aColumn;
    packLeft(from, job.aRow, job.aColumn, high, depth, out);
  } else {
    const rows = job.aRows + <usize>(row << 2), columns = job.aColumns + <usize>(column << 2);
    packLeftByTables(a, rows, columns, high, depth, out);
  }
}

/** c [ROWS, COLUMNS] += left right, of packed strips. */
function multiply(left: usize, right: usize, c: usize, stride: usize, depth: i32): void {
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

/** out = x, where rows of each are as many bytes apart. */
function copy(
  x: usize, rowBytes: usize, out: usize, outBytes: usize, rows: i32, columns: i32,
): void {
  for (let row = 0; row < rows; row++, x += rowBytes, out += outBytes) {
    for (let column = 0; column < columns; column++) {
      const at = <usize>(column << 2);
      store<f32>(out + at, load<f32>(x + at));
    }
  }
}

/** Every row of c = bias, or 0 where there is none. */
function fill(c: usize, stride: usize, bias: usize, rows: i32, columns: i32): void {
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

/** Puts every number of c between the job's bounds; NaN stays. */
function clamp(job: Job, c: usize, stride: usize, rows: i32, columns: i32): void {
  const least = f32x4.splat(job.least), most = f32x4.splat(job.most);
  const bytes = <usize>(columns << 2), vectorBytes = <usize>((columns & ~3) << 2);
  for (let row = 0; row < rows; row++, c += stride) {
    let at: usize = 0;
    for (; at < vectorBytes; at += 16) {
      v128.store(c + at, f32x4.min(f32x4.max(v128.load(c + at), least), most));
    }
    for (; at < bytes; at += 4) {
      store<f32>(c + at, min(max(load<f32>(c + at), job.least), job.most));
    }
  }
}
