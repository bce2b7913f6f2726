import { messageOf } from "../../../core/worker.ts";
import { isInstalled } from "../../../deps_optional.ts";
import type { DecoderName, ImageDecoder } from "./image_decoder.ts";
import { openJsquash } from "./jsquash_decoder.ts";
import { openSharp } from "./sharp_decoder.ts";

const OPEN: Readonly<Record<DecoderName, () => Promise<ImageDecoder>>> = {
  sharp: openSharp,
  jsquash: openJsquash,
};

/** Returns the decoder that {@link openDecoder} opens, as far as packages tell; sharp if none is installed. */
export function installedDecoder(): DecoderName {
  return !isInstalled("sharp") && isInstalled("@jsquash/jpeg") ? "jsquash" : "sharp";
}

/**
 * Opens a decoder: the one that is named, else sharp, else @jsquash/jpeg.
 *
 * @throws {Error} If it is not installed, with the line that installs it.
 */
export async function openDecoder(name?: DecoderName): Promise<ImageDecoder> {
  if (name) return await OPEN[name]();
  try {
    return await openSharp();
  } catch (error) {
    return await openJsquash().catch(() => {
      throw new Error(
        `${messageOf(error)}\nFor JPEG alone, "npm install @jsquash/jpeg" is enough`,
        { cause: error },
      );
    });
  }
}
