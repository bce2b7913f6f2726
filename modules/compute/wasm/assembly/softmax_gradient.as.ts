import { upperHalf } from "./lanes.as";

/** dx [rows, width] = y (dy - sum(dy y)) of each row, of y = softmax(x). */
export function softmaxGradient(dy: usize, y: usize, dx: usize, rows: i32, width: i32): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, dy += bytes, y += bytes, dx += bytes) {
    softmaxGradientRow(dy, y, dx, width, 1);
  }
}

/** dx = scale y (dy - sum(dy y)) of a row; dx may be dy. */
export function softmaxGradientRow(dy: usize, y: usize, dx: usize, width: i32, scale: f32): void {
  const bytes = <usize>width << 2, vectorBytes = <usize>(width & ~3) << 2;
  let sums = f32x4.splat(0), at: usize = 0;
  for (; at < vectorBytes; at += 16) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(dy + at), v128.load(y + at)));
  }
  const two = f32x4.add(sums, upperHalf(sums));
  let sum = f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
  for (; at < bytes; at += 4) sum += load<f32>(dy + at) * load<f32>(y + at);
  const sum4 = f32x4.splat(sum), scale4 = f32x4.splat(scale);
  for (at = 0; at < vectorBytes; at += 16) {
    const share = f32x4.mul(v128.load(y + at), scale4);
    v128.store(dx + at, f32x4.mul(share, f32x4.sub(v128.load(dy + at), sum4)));
  }
  for (; at < bytes; at += 4) {
    store<f32>(dx + at, load<f32>(y + at) * scale * (load<f32>(dy + at) - sum));
  }
}
