import type { Picture } from "./picture.ts";

/** Multiplies every number by `factor`. */
export function brighten({ data, ...size }: Picture, factor: number): Picture {
  return { ...size, data: data.map((value) => limited(value * factor)) };
}

/** Multiplies the distance of every number from the picture's mean by `factor`. */
export function spread({ data, ...size }: Picture, factor: number): Picture {
  const mean = meanOf(data, 0, 1);
  return { ...size, data: data.map((value) => limited(mean + (value - mean) * factor)) };
}

/** Fills the square of `size` pixels around (`x`, `y`) with the picture's mean color, as far as it lies inside. */
export function cutOut(picture: Picture, size: number, x: number, y: number): Picture {
  const { width, height, channels } = picture;
  const data = picture.data.slice();
  const means = Array.from({ length: channels }, (_, at) => meanOf(data, at, channels));
  const [left, top] = [x - Math.floor(size / 2), y - Math.floor(size / 2)];
  for (let row = Math.max(0, top); row < Math.min(height, top + size); row++) {
    for (let column = Math.max(0, left); column < Math.min(width, left + size); column++) {
      data.set(means, (row * width + column) * channels);
    }
  }
  return { ...picture, data };
}

function meanOf(data: Float32Array, first: number, step: number): number {
  let sum = 0;
  for (let at = first; at < data.length; at += step) sum += data[at] as number;
  return (sum * step) / data.length;
}

function limited(value: number): number {
  return Math.min(255, Math.max(0, value));
}
