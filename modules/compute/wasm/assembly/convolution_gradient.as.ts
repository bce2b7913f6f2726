// The gradient of a convolution in its filters and biases. Parts of the images, whose number depends on the sizes
// alone, each sum a gradient of their own; then these are added up in order.
//
// O = output channels, P = positions of a band, T = weights of a filter

import {
  ABOVE_SCRATCH, FIELD_SCRATCH, firstPosition, multiplySpread, offsetOf, Sizes, spreadBand,
} from "./convolution.as";
import { storeFirst, upperHalf } from "./lanes.as";
import { addPairs, isNarrow } from "./narrow_convolution.as";
import { COLUMNS, RIGHT_BYTES, ROWS } from "./packing.as";
import { CONVOLUTION_GRADIENT, Work } from "./work.as";

/** A tile is a part. */
@unmanaged
export class ConvolutionGradientJob extends Work {
  /** Addresses; y is 0 without a ReLU, and dz then unused. */
  x: usize; dy: usize; y: usize; dz: usize;
  /** Each part's gradients, [parts, T, O], padded to whole ROWS and COLUMNS, and in double precision [parts, O]. */
  filters: usize; biases: usize;
  sizes: usize; tapOffsets: usize; positionOffsets: usize;
}

/** Fills in a job. */
export function writeConvolutionGradientJob(
  job: usize, x: usize, dy: usize, y: usize, dz: usize, filters: usize, biases: usize,
  sizes: usize, tapOffsets: usize, positionOffsets: usize,
): void {
  const to = changetype<ConvolutionGradientJob>(job);
  to.kind = CONVOLUTION_GRADIENT;
  to.tiles = changetype<Sizes>(sizes).parts;
  to.x = x; to.dy = dy; to.y = y; to.dz = dz;
  to.filters = filters; to.biases = biases;
  to.sizes = sizes; to.tapOffsets = tapOffsets; to.positionOffsets = positionOffsets;
}

// @ts-ignore: decorator
@inline
function roundedUp(extent: i32, step: i32): i32 {
  return ((extent + step - 1) / step) * step;
}

/** Sums the gradient of a part's bands. */
export function convolutionGradientTile(job: ConvolutionGradientJob, part: i32, scratch: usize): void {
  const s = changetype<Sizes>(job.sizes), all = s.batch * s.bands;
  const width = roundedUp(s.outChannels, COLUMNS), height = roundedUp(s.taps, ROWS);
  const size = <usize>(width * height) << 2;
  const filters = job.filters + <usize>part * size, biases = job.biases + (<usize>(part * width) << 3);
  memory.fill(filters, 0, size);
  memory.fill(biases, 0, <usize>width << 3);
  const each = (all + s.parts - 1) / s.parts;
  for (let band = part * each; band < min(all, (part + 1) * each); band++) {
    const positions = spreadBand(job.x, s, band, scratch);
    packAbove(job, s, band, positions, biases, scratch + FIELD_SCRATCH);
    if (isNarrow(s.inChannels, s.outChannels)) addNarrowBand(job, s, positions, filters, scratch);
    else addBand(job, s, positions, filters, <usize>width << 2, scratch);
  }
}

/** Adds the products of a band to the filters' gradient, whose rows are `stride` bytes apart. */
function addBand(
  job: ConvolutionGradientJob, s: Sizes, positions: i32, filters: usize, stride: usize, scratch: usize,
): void {
  const last = s.taps - 1, block = <usize>(positions * RIGHT_BYTES), table = job.tapOffsets;
  for (let t = 0; t < s.taps; t += ROWS, filters += ROWS * stride) {
    const x0 = scratch + offsetOf(table, t), x1 = scratch + offsetOf(table, min(t + 1, last));
    const x2 = scratch + offsetOf(table, min(t + 2, last)), x3 = scratch + offsetOf(table, min(t + 3, last));
    let above = scratch + FIELD_SCRATCH;
    for (let at: usize = 0; at < stride; at += RIGHT_BYTES, above += block) {
      const c = filters + at;
      multiplySpread(
        x0, x1, x2, x3, job.positionOffsets, positions, above, c, stride, c, stride, -Infinity, Infinity,
      );
    }
  }
}

/** The same for at most two output channels, eight weights at a time. */
function addNarrowBand(
  job: ConvolutionGradientJob, s: Sizes, positions: i32, filters: usize, scratch: usize,
): void {
  const last = s.taps - 2, table = job.tapOffsets, above = scratch + FIELD_SCRATCH;
  for (let t = 0; t < s.taps; t += 8) {
    const t1 = min(t + 2, last), t2 = min(t + 4, last), t3 = min(t + 6, last);
    addPairs(
      scratch + offsetOf(table, t), scratch + offsetOf(table, t1), scratch + offsetOf(table, t2),
      scratch + offsetOf(table, t3), job.positionOffsets, positions, above, rowOf(filters, t),
      rowOf(filters, t1), rowOf(filters, t2), rowOf(filters, t3),
    );
  }
}

// @ts-ignore: decorator
@inline
function rowOf(filters: usize, weight: i32): usize {
  return filters + <usize>(weight * RIGHT_BYTES);
}

/** Packs dz of a band, [O / COLUMNS, P, COLUMNS], and adds it to the biases' gradient. */
function packAbove(
  job: ConvolutionGradientJob, s: Sizes, band: i32, positions: i32, biases: usize, out: usize,
): void {
  const channels = s.outChannels, stride = <usize>channels << 2;
  const first = <usize>firstPosition(s, band) * stride, block = <usize>(positions * RIGHT_BYTES);
  for (let o = 0; o < channels; o += COLUMNS, out += block, biases += COLUMNS * 8) {
    const at = first + (<usize>o << 2), wide = min(COLUMNS, channels - o);
    const y = job.y ? job.y + at : 0;
    if (wide == COLUMNS) packWhole(job.dy + at, y, job.dz + at, stride, positions, biases, out);
    else packNarrow(job.dy + at, y, job.dz + at, stride, positions, wide, biases, out);
  }
}

function packWhole(
  dy: usize, y: usize, dz: usize, stride: usize, positions: i32, sums: usize, out: usize,
): void {
  const zeros = f32x4.splat(0);
  let a = v128.load(sums), b = v128.load(sums, 16), c = v128.load(sums, 32), d = v128.load(sums, 48);
  for (const end = out + <usize>(positions * RIGHT_BYTES); out < end; out += RIGHT_BYTES, dy += stride) {
    let left = v128.load(dy), right = v128.load(dy, 16);
    if (y) {
      left = v128.and(left, f32x4.gt(v128.load(y), zeros));
      right = v128.and(right, f32x4.gt(v128.load(y, 16), zeros));
      v128.store(dz, left);
      v128.store(dz, right, 16);
      y += stride;
      dz += stride;
    }
    v128.store(out, left);
    v128.store(out, right, 16);
    a = f64x2.add(a, f64x2.promote_low_f32x4(left));
    b = f64x2.add(b, f64x2.promote_low_f32x4(upperHalf(left)));
    c = f64x2.add(c, f64x2.promote_low_f32x4(right));
    d = f64x2.add(d, f64x2.promote_low_f32x4(upperHalf(right)));
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

function packNarrow(
  dy: usize, y: usize, dz: usize, stride: usize, positions: i32, wide: i32, sums: usize, out: usize,
): void {
  memory.fill(out, 0, <usize>(positions * RIGHT_BYTES));
  for (let p = 0; p < positions; p++, out += RIGHT_BYTES) {
    const row = <usize>p * stride;
    for (let o = 0; o < wide; o++) {
      const at = row + (<usize>o << 2), sum = sums + (<usize>o << 3);
      let value = load<f32>(dy + at);
      if (y) {
        if (!(load<f32>(y + at) > 0)) value = 0;
        store<f32>(dz + at, value);
      }
      store<f32>(out + (<usize>o << 2), value);
      store<f64>(sum, load<f64>(sum) + <f64>value);
    }
  }
}

/** Adds the gradients of all parts, in order: filters [T, O] and biases [O], which may be 0 for none. */
export function addConvolutionGradients(
  sizes: usize, filterParts: usize, biasParts: usize, filters: usize, biases: usize,
): void {
  const s = changetype<Sizes>(sizes);
  const channels = s.outChannels, width = roundedUp(channels, COLUMNS);
  const size = <usize>(width * roundedUp(s.taps, ROWS)) << 2, stride = <usize>width << 2;
  for (let t = 0; t < s.taps; t++, filters += <usize>channels << 2) {
    const row = filterParts + <usize>t * stride;
    for (let o = 0; o < channels; o += 4) {
      let at = row + (<usize>o << 2), sum = v128.load(at);
      for (let part = 1; part < s.parts; part++) sum = f32x4.add(sum, v128.load((at += size)));
      storeFirst(filters + (<usize>o << 2), sum, <usize>(channels - o) << 2);
    }
  }
  if (biases == 0) return;
  for (let o = 0; o < channels; o++) {
    let sum: f64 = 0;
    for (let part = 0; part < s.parts; part++) sum += load<f64>(biasParts + (<usize>(part * width + o) << 3));
    store<f32>(biases + (<usize>o << 2), <f32>sum);
  }
}
