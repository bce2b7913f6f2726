import { brightness, type Color, type Pixels } from "./pixels.ts";
import { type ImageFit, type PixelSize, type Span, spansOf } from "./spans.ts";

// H, W = rows and columns of the result, h, w = of the source, C = channels

/** Pixels of the source that make one of the result, and their weights, whose sum is 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Resizes a picture with a triangle filter that is as wide as the reduction, so that no pixel is skipped: `BILINEAR` of
 * Pillow, `resize(antialias=True)` of TensorFlow. Sums are in float64 and are rounded once, so the same source gives the
 * same bytes on every machine.
 *
 * @param fit `cover` cuts off what is too much, from both ends alike; `contain` fills the margins with `background`;
 * `fill` stretches.
 */
export function resize(source: Pixels, size: PixelSize, fit: ImageFit, background: Color): Pixels {
  const { width, height, channels } = source;
  if (width === size.width && height === size.height) return source;
  const { across, down } = spansOf(source, size, fit);
  const rows = resizeRows(source, across);
  const data = new Uint8Array(size.width * size.height * channels);
  const filled = across.count * down.count * channels;
  if (filled < data.length) fill(data, channels, background);
  const stride = across.count * channels;
  tapsOf(down, height).forEach(({ first, weights }, row) => {
    const to = ((down.to + row) * size.width + across.to) * channels;
    for (let at = 0; at < stride; at++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) {
        sum += (weights[tap] as number) * (rows[(first + tap) * stride + at] as number);
      }
      data[to + at] = Math.round(sum);
    }
  });
  return { ...size, channels, data };
}

/** The source with its rows resized, [h, W, C]. */
function resizeRows({ width, height, channels, data }: Pixels, across: Span): Float64Array {
  const taps = tapsOf(across, width);
  const rows = new Float64Array(height * across.count * channels);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (const { first, weights } of taps) {
      const from = (row * width + first) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (weights[tap] as number) * (data[from + tap * channels + channel] as number);
        }
        rows[to++] = sum;
      }
    }
  }
  return rows;
}

/** Taps of each pixel of the result along one axis whose source has `extent` pixels. */
function tapsOf({ from, length, count }: Span, extent: number): Taps[] {
  const reduction = length / count;
  const reach = Math.max(1, reduction);
  return Array.from({ length: count }, (_, at) => {
    // Pixel j lies at j + 1/2.
    const centre = from + (at + 0.5) * reduction - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(extent - 1, Math.floor(centre + reach));
    const weights = Float64Array.from(
      { length: last - first + 1 },
      (_, tap) => 1 - Math.abs(first + tap - centre) / reach,
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

function fill(data: Uint8Array, channels: number, background: Color): void {
  if (channels === 1) data.fill(Math.round(brightness(...background)));
  else for (let at = 0; at < data.length; at++) data[at] = background[at % 3] as number;
}
