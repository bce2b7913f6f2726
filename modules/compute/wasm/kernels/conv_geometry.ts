import { tf } from "../../../../deps.ts";

/** Sizes of a 2-D convolution, channels last. */
export interface ConvGeometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
}

type Pair = number | [number, number];

/**
 * Returns the sizes of the convolution of `inputShape` with `filterShape` for a kernel's
 * attributes.
 */
export function convGeometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
  depthwise: boolean,
): ConvGeometry {
  const { strides, dilations, pad, dataFormat, dimRoundingMode } = attributes;
  if (dataFormat === "NCHW") {
    throw new Error('"dataFormat" must be NHWC, but is NCHW. Cannot convolve.');
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as Pair,
    (dilations ?? 1) as Pair,
    pad as "valid" | "same" | number,
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
    depthwise,
  );
  return toGeometry(info);
}

/** Converts tfjs's sizes of a convolution or pool. */
export function toGeometry(info: tf.backend_util.Conv2DInfo): ConvGeometry {
  return {
    ...info,
    batch: info.batchSize,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/**
 * Returns the range of output positions whose input position, at the filter's offset `tap`, is
 * inside the input; the others read padding.
 */
export function validRange(
  tap: number,
  stride: number,
  pad: number,
  inExtent: number,
  outExtent: number,
): readonly [from: number, to: number] {
  const shift = pad - tap;
  const from = Math.max(0, Math.ceil(shift / stride));
  const to = Math.min(outExtent, Math.floor((inExtent - 1 + shift) / stride) + 1);
  return [from, Math.max(from, to)];
}
