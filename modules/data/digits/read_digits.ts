import { readFileSync, statSync } from "node:fs";
import { TolariaError } from "../../../core/mod.ts";
import { resolveDigitsFile } from "../../../deps_optional.ts";
import { IndexFolder } from "../_indexed/mod.ts";

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
 * Reads the package's files, one for each class, or what was kept of them: parsing them takes a third of a second.
 *
 * @param cache Folder of what is kept.
 * @throws {TolariaError} `data/corrupt`, naming the file.
 */
export function readDigits(cache: string): DigitBytes {
  const paths = Array.from({ length: CLASSES }, (_, label) => resolveDigitsFile(label));
  const key = ["digits", paths, paths.map(stampOf)];
  const kept = new IndexFolder(cache);
  const found = kept.find(key);
  if ("body" in found) return split(found.body);
  const read = parseDigits(paths);
  try {
    kept.keep(key, {}, join(read));
  } catch {
    // A folder that cannot be written to costs time, and nothing else.
  }
  return read;
}

/** Size and time of a file. */
function stampOf(path: string): readonly [size: number, mtimeMs: number] {
  const { size, mtimeMs } = statSync(path);
  return [size, mtimeMs];
}

function join({ images, labels }: DigitBytes): Uint8Array {
  const bytes = new Uint8Array(labels.length + images.length);
  bytes.set(labels);
  bytes.set(images, labels.length);
  return bytes;
}

/** {@link join} undone. */
function split(bytes: Uint8Array): DigitBytes {
  const size = bytes.length / (PIXELS + 1);
  return { labels: bytes.subarray(0, size), images: bytes.subarray(size) };
}

function parseDigits(paths: readonly string[]): DigitBytes {
  const byClass = paths.map(readClass);
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

function readClass(path: string): readonly number[] {
  const { data } = JSON.parse(readFileSync(path, "utf8")) as { readonly data?: unknown };
  if (Array.isArray(data) && data.length > 0 && data.length % PIXELS === 0) return data;
  throw new TolariaError(
    "data/corrupt",
    `"data" in ${path} must be a list of a multiple of ${PIXELS} numbers, but has ${Array.isArray(data) ? data.length : "none"}. Reinstall the package mnist. Cannot read the digits.`,
  );
}
