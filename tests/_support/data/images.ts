import { readFileSync } from "node:fs";
import { isInstalled, loadSharp } from "../../../deps_optional.ts";

/** Why tests of images that sharp makes are skipped; undefined where it is installed. */
export const withoutSharp: string | undefined = isInstalled("sharp")
  ? undefined
  : "sharp is not installed";

/** A grey JPEG of 3 x 2 blocks, of 8 x 8 pixels each: see tests/fixtures/images/blocks.ts. */
export const BLOCKS_JPEG: Uint8Array = readFileSync(
  new URL("../../fixtures/images/blocks.jpg", import.meta.url),
);

/** A PNG of `width` pixels a row, made of bytes, or of 16-bit numbers, of 1, 2, 3 or 4 channels. */
export async function pngBytes(
  values: readonly number[],
  width: number,
  channels: 1 | 2 | 3 | 4,
  depth: 8 | 16 = 8,
): Promise<Uint8Array> {
  const { default: sharp } = await loadSharp();
  const raw = { width, height: values.length / channels / width, channels };
  const pixels = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  const space = `${channels > 2 ? "rgb" : "grey"}16`;
  const image = sharp(pixels, { raw });
  return await (depth === 8 ? image : image.toColourspace(space)).png().toBuffer();
}

/** A JPEG with an EXIF orientation: an APP1 segment right behind its first marker. */
export function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  // "Exif", then a TIFF file of one tag: big-endian, its directory at byte 8, tag 0x0112 of type SHORT.
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation];
  const body = [...Buffer.from("Exif\0\0", "latin1"), ...tiff, 0, 0, 0, 0, 0, 0];
  const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
  return Uint8Array.from([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
}
