import { upperHalf } from "./lanes.as";

/** Sizes of a pool on images, channels last, as 32-bit integers in this order. */
@unmanaged
class Windows {
  batch: i32; channels: i32;
  inHeight: i32; inWidth: i32; outHeight: i32; outWidth: i32;
  filterHeight: i32; filterWidth: i32; strideHeight: i32; strideWidth: i32;
  padTop: i32; padLeft: i32;
}

/** y = the largest number of each window of x; NaN if one is. */
export function maxPool(x: usize, y: usize, windows: usize): void {
  pool(x, y, changetype<Windows>(windows), true);
}

/** y = the mean of each window of x inside the image, summed in double precision. */
export function avgPool(x: usize, y: usize, windows: usize): void {
  pool(x, y, changetype<Windows>(windows), false);
}

function pool(x: usize, y: usize, w: Windows, largest: bool): void {
  const pixel = <usize>w.channels << 2;
  const row = <usize>w.inWidth * pixel;
  for (let image = 0; image < w.batch; image++) {
    for (let i = 0; i < w.outHeight; i++) {
      const top = i * w.strideHeight - w.padTop;
      const fromY = max(0, top), toY = min(w.inHeight, top + w.filterHeight);
      for (let j = 0; j < w.outWidth; j++) {
        const left = j * w.strideWidth - w.padLeft;
        const fromX = max(0, left), toX = min(w.inWidth, left + w.filterWidth);
        const corner = x + <usize>(image * w.inHeight + fromY) * row + <usize>fromX * pixel;
        if (largest) maxWindow(corner, y, toY - fromY, toX - fromX, row, pixel);
        else avgWindow(corner, y, toY - fromY, toX - fromX, row, pixel);
        y += pixel;
      }
    }
  }
}

/** The largest numbers of a window, channel by channel, of `pixel` bytes of channels. */
function maxWindow(x: usize, y: usize, rows: i32, columns: i32, row: usize, pixel: usize): void {
  const vectors = pixel & ~15;
  let c: usize = 0;
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

/** The means of a window, channel by channel. */
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
