import { tf } from "../../../../deps.ts";

type Shape4D = [number, number, number, number];
type Pair = number | [number, number];
type Rounding = "floor" | "round" | "ceil";

/** Sizes of the windows, as tfjs computes them. */
export type Windows = tf.backend_util.Conv2DInfo;

/** Returns the windows of a pool. */
export function poolWindows(
  shape: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): Windows {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool2DInfo(
    shape as Shape4D,
    filterSize as Pair,
    strides as Pair,
    1,
    pad as "valid" | "same" | number,
    dimRoundingMode as Rounding | undefined,
  );
}

/** Returns the windows of a convolution, channels last. */
export function convolutionWindows(
  shape: readonly number[],
  filter: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): Windows {
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computeConv2DInfo(
    shape as Shape4D,
    filter as Shape4D,
    strides as Pair,
    (dilations ?? 1) as Pair,
    pad as "valid" | "same" | number,
    dimRoundingMode as Rounding | undefined,
  );
}

/** Encodes windows for the functions of `native/windows.h`. */
export function numbersOf(windows: Windows): Int32Array {
  return Int32Array.of(
    windows.batchSize,
    ...[windows.inHeight, windows.inWidth],
    ...[windows.outHeight, windows.outWidth],
    ...[windows.filterHeight, windows.filterWidth],
    ...[windows.strideHeight, windows.strideWidth],
    ...[windows.dilationHeight, windows.dilationWidth],
    ...[windows.padInfo.top, windows.padInfo.left],
  );
}
