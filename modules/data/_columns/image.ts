import { parseOptions } from "../../../core/mod.ts";
import type { AugmentStep, Color, DecoderName, FlipAxis, ImageFit } from "../_image/mod.ts";
import type { ImageJson } from "../_preparation/mod.ts";
import type { ColumnSpec, FieldOptions } from "./column_spec.ts";
import { ImageSchema } from "./image_schema.ts";

/** How files become pictures of one shape. */
export interface ImageOptions extends Omit<FieldOptions, "missing"> {
  /** Height and width of every picture, pixels. */
  readonly size: readonly [height: number, width: number];
  /** 3 for red, green and blue, 1 for grey. @default 3 */
  readonly channels?: 1 | 3;
  /**
   * How a picture of another aspect ratio is made to fit: `cover` cuts off what is too much, from both ends alike;
   * `contain` leaves margins of the background; `fill` stretches. @default "cover"
   */
  readonly fit?: ImageFit;
  /** Color below transparent pixels and around the picture, each in [0, 255]. @default [255, 255, 255], white */
  readonly background?: Color;
  /** Factor of the bytes, 0 to 255. @default 1 / 255 */
  readonly scale?: number;
  /** What is subtracted from each channel after the scale. @default 0 each */
  readonly mean?: readonly number[];
  /** What each channel is divided by after that, greater than 0. @default 1 each */
  readonly std?: readonly number[];
  /** Most pixels that a file may have: a small file can claim billions, and fill the memory. @default 50,000,000 */
  readonly maxPixels?: number;
  /** Folder of the files, if the field holds their paths. @default the field holds the bytes of images */
  readonly folder?: string;
  /** Package that decodes. @default "sharp", or "jsquash", which reads JPEG alone, if only that is installed */
  readonly decoder?: DecoderName;
}

/** Pictures of a field and how training examples are changed at random, each method a new column. */
export class ImageColumn implements ColumnSpec {
  readonly #json: ImageJson;

  /** Used by {@link image}. */
  constructor(json: ImageJson) {
    this.#json = parseOptions("make image()", ImageSchema, json);
  }

  /** Mirrors a share of the training examples. @param probability Share of them, in (0, 1]. @default 0.5 */
  flip(axis: FlipAxis = "horizontal", probability = 0.5): ImageColumn {
    return this.#step({ step: "flip", axis, probability });
  }

  /**
   * Adds a margin of `padding` pixels of the background, and cuts the picture's size out of that at a random place.
   *
   * @see He et al. 2016, arXiv:1512.03385, section 4.2.
   */
  crop(padding: number): ImageColumn {
    return this.#step({ step: "crop", padding });
  }

  /** Turns by an angle in [-degrees, degrees); the background comes in at the corners. @param degrees In (0, 180]. */
  rotate(degrees: number): ImageColumn {
    return this.#step({ step: "rotate", degrees });
  }

  /** Multiplies by a factor in [1 - amount, 1 + amount), within [0, 255]. @param amount In (0, 1]. */
  brightness(amount: number): ImageColumn {
    return this.#step({ step: "brightness", amount });
  }

  /** Multiplies distances from the picture's mean by a factor in [1 - amount, 1 + amount). @param amount In (0, 1]. */
  contrast(amount: number): ImageColumn {
    return this.#step({ step: "contrast", amount });
  }

  /**
   * Fills a square of `size` pixels at a random place with the picture's mean color; at the border a part of it.
   *
   * @see DeVries and Taylor 2017, arXiv:1708.04552.
   */
  cutout(size: number): ImageColumn {
    return this.#step({ step: "cutout", size });
  }

  /**
   * Changes training examples by a function of your own: the default export of a module, an {@link AugmentPicture}.
   *
   * The workers that decode load it, so it is named by its address: `new URL("./my_augmentation.ts", import.meta.url)`. A
   * function as such cannot be sent to them.
   */
  augment(module: URL): ImageColumn {
    return this.#step({ step: "module", url: String(module) });
  }

  /** Returns the column as plain data. */
  toJSON(): ImageJson {
    return this.#json;
  }

  #step(step: AugmentStep): ImageColumn {
    return new ImageColumn({ ...this.#json, augment: [...(this.#json.augment ?? []), step] });
  }
}

/**
 * A picture from an encoded image: float32 of shape [height, width, channels], (byte * scale - mean) / std.
 *
 * The first frame counts, upright as its EXIF orientation says; transparent pixels lie on the background, 16 bits are reduced
 * to 8, and color profiles are ignored, but CMYK is converted. Resizing weighs every pixel (a triangle filter as wide as the
 * reduction), and is the same to the bit on every machine; decoding is with the same package.
 *
 * Random changes follow from seed, epoch and example, and are made to training examples alone, in the order of the calls.
 *
 * @throws {TolariaError} While examples are read: `data/corrupt` for a broken image, naming the record.
 *
 * @example
 * ```ts run
 * import { image } from "tolaria/data";
 *
 * const picture = image({ size: [32, 32] }).flip().crop(4).brightness(0.2);
 * ```
 */
export function image(options: ImageOptions): ImageColumn {
  const { channels = 3, fit = "cover", background = [255, 255, 255] } = options;
  const { maxPixels = 50_000_000, scale = 1 / 255 } = options;
  return new ImageColumn({
    kind: "image",
    ...options,
    channels,
    fit,
    background,
    maxPixels,
    scale,
  });
}
