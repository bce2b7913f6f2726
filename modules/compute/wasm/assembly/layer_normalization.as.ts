// Rows of `width` numbers, with weights for each position in a row; an address of 0 means no
// weights.

import { upperHalf } from "./lanes.as";

/** Sum of four numbers, in double precision. */
// @ts-ignore: decorator
@inline
function sumOf(values: v128): f64 {
  const pairs = f64x2.add(f64x2.promote_low_f32x4(values), f64x2.promote_low_f32x4(upperHalf(values)));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** Mean of a row. */
function meanOf(x: usize, width: i32): f32 {
  const end = x + (<usize>width << 2), blocksEnd = x + (<usize>(width & ~15) << 2);
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (; x < blocksEnd; x += 64) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
  }
  let sum = sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  for (; x < end; x += 4) sum += <f64>load<f32>(x);
  return <f32>(sum / <f64>width);
}

// @ts-ignore: decorator
@inline
function squareOf(x: usize, mean: v128): v128 {
  const distance = f32x4.sub(v128.load(x), mean);
  return f32x4.mul(distance, distance);
}

/** Mean of the squares of the distances to the mean. */
function varianceOf(x: usize, width: i32, mean: f32): f64 {
  const end = x + (<usize>width << 2), blocksEnd = x + (<usize>(width & ~15) << 2);
  const means = f32x4.splat(mean);
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (; x < blocksEnd; x += 64) {
    a = f32x4.add(a, squareOf(x, means));
    b = f32x4.add(b, squareOf(x + 16, means));
    c = f32x4.add(c, squareOf(x + 32, means));
    d = f32x4.add(d, squareOf(x + 48, means));
  }
  let sum = sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  for (; x < end; x += 4) {
    const distance = load<f32>(x) - mean;
    sum += <f64>(distance * distance);
  }
  return sum / <f64>width;
}

/** y [rows, width] = (x - mean) factor gamma + beta; means and factors [rows], factor = 1 / sqrt(variance + epsilon). */
export function layerNormalization(
  x: usize, gamma: usize, beta: usize, y: usize, means: usize, factors: usize,
  rows: i32, width: i32, epsilon: f64,
): void {
  const bytes = <usize>width << 2, vectorBytes = <usize>(width & ~3) << 2;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes, means += 4, factors += 4) {
    const mean = meanOf(x, width);
    const factor = <f32>(1 / Math.sqrt(varianceOf(x, width, mean) + epsilon));
    store<f32>(means, mean);
    store<f32>(factors, factor);
    const mean4 = f32x4.splat(mean), factor4 = f32x4.splat(factor);
    let at: usize = 0;
    for (; at < vectorBytes; at += 16) {
      let unit = f32x4.mul(f32x4.sub(v128.load(x + at), mean4), factor4);
      if (gamma) unit = f32x4.mul(unit, v128.load(gamma + at));
      if (beta) unit = f32x4.add(unit, v128.load(beta + at));
      v128.store(y + at, unit);
    }
    for (; at < bytes; at += 4) {
      let unit = (load<f32>(x + at) - mean) * factor;
      if (gamma) unit *= load<f32>(gamma + at);
      if (beta) unit += load<f32>(beta + at);
      store<f32>(y + at, unit);
    }
  }
}

/**
 * With the unit u = (x - mean) factor and g = dy gamma: dx = factor (g - mean(g) - u mean(g u)); dgamma [width] adds up dy u,
 * dbeta [width] dy.
 */
export function layerNormalizationGradient(
  dy: usize, x: usize, means: usize, factors: usize, gamma: usize,
  dx: usize, dgamma: usize, dbeta: usize, rows: i32, width: i32,
): void {
  const bytes = <usize>width << 2, vectorBytes = <usize>(width & ~3) << 2;
  memory.fill(dgamma, 0, bytes);
  memory.fill(dbeta, 0, bytes);
  for (let row = 0; row < rows; row++, x += bytes, dy += bytes, dx += bytes, means += 4, factors += 4) {
    const mean = load<f32>(means), factor = load<f32>(factors);
    const mean4 = f32x4.splat(mean), factor4 = f32x4.splat(factor);
    let all4 = f32x4.splat(0), along4 = all4, at: usize = 0;
    for (; at < vectorBytes; at += 16) {
      const above = v128.load(dy + at);
      const unit = f32x4.mul(f32x4.sub(v128.load(x + at), mean4), factor4);
      v128.store(dgamma + at, f32x4.add(v128.load(dgamma + at), f32x4.mul(above, unit)));
      v128.store(dbeta + at, f32x4.add(v128.load(dbeta + at), above));
      const g = gamma ? f32x4.mul(above, v128.load(gamma + at)) : above;
      all4 = f32x4.add(all4, g);
      along4 = f32x4.add(along4, f32x4.mul(g, unit));
    }
    let all = sumOf(all4), along = sumOf(along4);
    for (; at < bytes; at += 4) {
      const above = load<f32>(dy + at);
      const unit = (load<f32>(x + at) - mean) * factor;
      store<f32>(dgamma + at, load<f32>(dgamma + at) + above * unit);
      store<f32>(dbeta + at, load<f32>(dbeta + at) + above);
      const g = gamma ? above * load<f32>(gamma + at) : above;
      all += <f64>g;
      along += <f64>(g * unit);
    }
    all /= <f64>width;
    along /= <f64>width;
    const meanOfAll = <f32>all, meanAlong = <f32>along;
    const meanOfAll4 = f32x4.splat(meanOfAll), meanAlong4 = f32x4.splat(meanAlong);
    for (at = 0; at < vectorBytes; at += 16) {
      const unit = f32x4.mul(f32x4.sub(v128.load(x + at), mean4), factor4);
      let g = v128.load(dy + at);
      if (gamma) g = f32x4.mul(g, v128.load(gamma + at));
      g = f32x4.sub(f32x4.sub(g, meanOfAll4), f32x4.mul(unit, meanAlong4));
      v128.store(dx + at, f32x4.mul(g, factor4));
    }
    for (; at < bytes; at += 4) {
      const unit = (load<f32>(x + at) - mean) * factor;
      let g = load<f32>(dy + at);
      if (gamma) g *= load<f32>(gamma + at);
      store<f32>(dx + at, (g - meanOfAll - unit * meanAlong) * factor);
    }
  }
}
