import type { PixelSize } from "./spans.ts";

/** What the header of a JPEG says. */
export interface JpegHeader extends PixelSize {
  /** 1 for grey, 3 for color, 4 for CMYK. */
  readonly components: number;
}

/** Start-of-frame markers are 0xC0 to 0xCF without those of Huffman tables, of extensions and of arithmetic coding. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/**
 * Reads size and components of a JPEG.
 *
 * @throws {Error} If there is no frame.
 * @see ITU-T T.81, annex B.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 10 <= bytes.length) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) break;
    if (marker === 0xff)
      at += 1; // A fill byte.
    else if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { width, height, components: view.getUint8(at + 9) };
    } else at += 2 + view.getUint16(at + 2);
  }
  throw new Error("the JPEG ends before its size");
}
