import { brightness, type Color, type Pixels } from "./pixels.ts";

/** A picture whose pixels are changed: numbers in [0, 255], before scale, mean and deviation are applied. */
export interface Picture {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Numbers of a pixel: 1 for grey, 3 for color. */
  readonly channels: number;
  /** [height, width, channels]. */
  readonly data: Float32Array;
}

/** Returns the numbers of bytes. */
export function toPicture({ width, height, channels, data }: Pixels): Picture {
  return { width, height, channels, data: Float32Array.from(data) };
}

/** Returns a color as the numbers of a pixel. */
export function pixelOf(color: Color, channels: number): readonly number[] {
  return channels === 1 ? [Math.round(brightness(...color))] : color;
}
