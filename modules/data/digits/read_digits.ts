import { readFileSync } from "node:fs";
import { TolariaError } from "../../../core/mod.ts";
import { resolveDigitsFile } from "../../../deps_optional.ts";

const PIXELS = 28 * 28;
const CLASSES = 10;

/** The digits as bytes. */
export interface DigitBytes {
  /** Brightness of each pixel, digit by digit, [N * 784]. */
  readonly images: Uint8Array;
  /** Class of each digit, [N]. */
  readonly labels: Uint8Array;
}

/**
 * Reads the package's files, one for each class.
 *
 * @throws {TolariaError} `data/corrupt`, naming the file.
 */
export function readDigits(): DigitBytes {
  const byClass = Array.from({ length: CLASSES }, (_, label) => readClass(label));
  const size = byClass.reduce((sum, pixels) => sum + pixels.length, 0);
  const images = new Uint8Array(size);
  const labels = new Uint8Array(size / PIXELS);
  let at = 0;
  byClass.forEach((pixels, label) => {
    // The files have v / 255 rounded to three digits, which is close enough to give the byte v back.
    for (let i = 0; i < pixels.length; i++) {
      images[at + i] = Math.round((pixels[i] as number) * 255);
    }
    labels.fill(label, at / PIXELS, (at + pixels.length) / PIXELS);
    at += pixels.length;
  });
  return { images, labels };
}

function readClass(label: number): readonly number[] {
  const path = resolveDigitsFile(label);
  const { data } = JSON.parse(readFileSync(path, "utf8")) as { readonly data?: unknown };
  if (Array.isArray(data) && data.length > 0 && data.length % PIXELS === 0) return data;
  throw new TolariaError(
    "data/corrupt",
    `"data" in ${path} must be a list of a multiple of ${PIXELS} numbers, but has ${Array.isArray(data) ? data.length : "none"}. Reinstall the package mnist. Cannot read the digits.`,
  );
}
