/** Formats that are read. */
const READABLE = ["JPEG", "PNG", "GIF", "WebP", "TIFF", "AVIF"] as const;

/** A format that is read. */
export type ImageFormat = (typeof READABLE)[number];

/** Formats by what their files begin with, as Latin-1, from byte `at`. Those that are not read are there for the error. */
const MAGIC: readonly (readonly [format: string, start: string, at?: number])[] = [
  ["JPEG", "\xff\xd8\xff"],
  ["PNG", "\x89PNG\r\n\x1a\n"],
  ["GIF", "GIF87a"],
  ["GIF", "GIF89a"],
  ["WebP", "WEBP", 8],
  ["TIFF", "II*\0"],
  ["TIFF", "MM\0*"],
  ["AVIF", "ftypavif", 4],
  ["AVIF", "ftypavis", 4],
  ["HEIC", "ftyphe", 4],
  ["HEIC", "ftypmif1", 4],
  ["BMP", "BM"],
  ["PSD", "8BPS"],
  ["PDF", "%PDF"],
  ["JPEG XL", "\xff\n"],
  ["JPEG XL", "JXL ", 4],
  ["JPEG 2000", "jP  ", 4],
  ["gzip", "\x1f\x8b"],
  ["zip", "PK\x03\x04"],
  ["SVG or other XML", "<"],
];

const HEAD_BYTES = 16;

/**
 * Returns the format of an image by its first bytes; names of files are often wrong.
 *
 * @throws {Error} If it is empty or of no format that is read.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new Error("the image has 0 bytes");
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const format = MAGIC.find(([, start, at]) => head.startsWith(start, at))?.[0];
  const readable = READABLE.find((name) => name === format);
  if (readable) return readable;
  const found = format ? `is ${format}` : `begins with ${hex(bytes.subarray(0, 8))}`;
  throw new Error(`the image must be ${READABLE.join(", ")}, but ${found}`);
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
