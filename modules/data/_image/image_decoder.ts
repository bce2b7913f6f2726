import type { Pixels } from "./pixels.ts";
import type { PixelSize } from "./spans.ts";

/** Packages that decode images. */
export type DecoderName = "sharp" | "jsquash";

/** What bounds a decoding. */
export interface DecodeLimits {
  /** Most pixels that an image may have: a small file can claim billions. */
  readonly maxPixels: number;
  /** Size that is needed. A decoder may return less than the whole, if both sides are at least twice as long. */
  readonly needed: PixelSize;
}

/** Decodes images, one after another, without a thread of its own beside the caller's. */
export interface ImageDecoder {
  readonly name: DecoderName;
  /**
   * Decodes an image's first frame, turned as its EXIF orientation says, to 8 bits a channel.
   *
   * @throws {Error} With the reason alone if it is broken, larger than allowed or of a kind that is not decoded.
   */
  decode(bytes: Uint8Array, limits: DecodeLimits): Promise<Pixels>;
}

/** The error of an image with too many pixels. */
export function tooManyPixels({ width, height }: PixelSize, maxPixels: number): Error {
  return new Error(
    `the image has ${width} x ${height} pixels, more than maxPixels (${maxPixels.toLocaleString("en")})`,
  );
}
