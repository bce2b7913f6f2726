import { messageOf } from "../../../core/worker.ts";
import { loadSharp } from "../../../deps_optional.ts";
import { type DecodeLimits, type ImageDecoder, tooManyPixels } from "./image_decoder.ts";
import type { Pixels } from "./pixels.ts";
import type { PixelSize } from "./spans.ts";

/** Decodes all formats with sharp, which is libvips. */
export async function openSharp(): Promise<ImageDecoder> {
  const { default: sharp } = await loadSharp();
  // One thread for each worker: the others are the kernels'. An image is decoded once, so a cache would only hold memory.
  sharp.concurrency(1);
  sharp.cache(false);
  const decode = async (bytes: Uint8Array, { maxPixels, needed }: DecodeLimits) => {
    // Colour profiles are ignored, as Pillow and TensorFlow do. Warnings are no errors: many cameras write such files.
    const image = sharp(bytes, {
      limitInputPixels: false,
      failOn: "error",
      ignoreIcc: true,
      autoOrient: true,
    });
    const { autoOrient } = await image.metadata();
    if (autoOrient.width * autoOrient.height > maxPixels)
      throw tooManyPixels(autoOrient, maxPixels);
    const reduced = reducedSize(autoOrient, needed);
    const made = reduced ? image.resize({ ...reduced, fit: "fill", kernel: "linear" }) : image;
    const { data, info } = await made
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { width, height, channels, data };
  };
  return { name: "sharp", decode: (bytes, limits) => decode(bytes, limits).catch(asReason) };
}

/** Reductions at which libjpeg decodes less than the whole. */
const REDUCTIONS = [8, 4, 2] as const;

/** Size to which a large image is reduced as it is decoded; undefined for none. */
function reducedSize(from: PixelSize, needed: PixelSize): PixelSize | undefined {
  const by = REDUCTIONS.find(
    (factor) =>
      from.width >= 2 * factor * needed.width && from.height >= 2 * factor * needed.height,
  );
  return by && { width: Math.ceil(from.width / by), height: Math.ceil(from.height / by) };
}

/** What libvips says, of which the last line is the reason. */
function asReason(error: unknown): Pixels {
  const line = messageOf(error).trim().split("\n").at(-1) as string;
  throw new Error(line, { cause: error });
}
