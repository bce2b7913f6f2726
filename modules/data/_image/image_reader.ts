import type { DecoderName, ImageDecoder } from "./image_decoder.ts";
import { imageFormat } from "./image_format.ts";
import { openDecoder } from "./open_decoder.ts";
import { type Color, type Pixels, toChannels } from "./pixels.ts";
import { resize } from "./resize.ts";
import type { ImageFit, PixelSize } from "./spans.ts";

/** What a file becomes. */
export interface ImageShape extends PixelSize {
  readonly channels: 1 | 3;
  readonly fit: ImageFit;
  readonly background: Color;
  readonly maxPixels: number;
}

/** Reads encoded images as bytes of one shape, [height, width, channels]. */
export class ImageReader {
  readonly #decoder: ImageDecoder;
  readonly #shape: ImageShape;

  private constructor(decoder: ImageDecoder, shape: ImageShape) {
    this.#decoder = decoder;
    this.#shape = shape;
  }

  /** Opens the decoder. @throws {Error} If it is not installed, with the line that installs it. */
  static async open(shape: ImageShape, decoder?: DecoderName): Promise<ImageReader> {
    return new ImageReader(await openDecoder(decoder), shape);
  }

  /** Name of the decoder: another one may round otherwise. */
  get decoder(): DecoderName {
    return this.#decoder.name;
  }

  /**
   * Decodes, turns, resizes and converts an image.
   *
   * @throws {Error} With the reason alone if it cannot be read.
   */
  async read(bytes: Uint8Array): Promise<Pixels> {
    const { channels, background, fit, maxPixels, width, height } = this.#shape;
    imageFormat(bytes);
    const needed = { width, height };
    const decoded = await this.#decoder.decode(bytes, { maxPixels, needed });
    return resize(toChannels(decoded, channels, background), needed, fit, background);
  }
}
