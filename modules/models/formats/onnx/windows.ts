import type { Attributes } from "./graph_builder.ts";

/** A window that moves over axes. */
export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
  readonly padding: string;
}

/** Returns the options of an operator that moves a window over axes of `sizes`. */
export function windowAttributes(window: Window, sizes: readonly (number | null)[]): Attributes {
  const { size, strides, dilations = size.map(() => 1) } = window;
  const dilated: Attributes = dilations.some((rate) => rate !== 1) ? { dilations } : {};
  return { kernel_shape: size, strides, ...dilated, ...paddingOf(window, dilations, sizes) };
}

function paddingOf(
  { size, strides, padding }: Window,
  dilations: readonly number[],
  sizes: readonly (number | null)[],
): Attributes {
  if (padding !== "same") return {};
  if (sizes.includes(null)) return { auto_pad: "SAME_UPPER" };
  const totals = (sizes as number[]).map((length, axis) => {
    const stride = strides[axis] as number;
    const reach = ((size[axis] as number) - 1) * (dilations[axis] as number) + 1;
    return Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0);
  });
  return { pads: split(totals) };
}

/** What comes before each axis, then what comes behind each: the odd one behind. */
function split(totals: readonly number[]): number[] {
  const before = totals.map((total) => Math.floor(total / 2));
  return [...before, ...totals.map((total, axis) => total - (before[axis] as number))];
}

/**
 * Returns the options of a transposed convolution, whose output has `size * stride` numbers an axis with padding `same`, and
 * `max(kernel - stride, 0)` more without.
 */
export function transposedAttributes({ size, strides, padding }: Window): Attributes {
  const excess = size.map((length, axis) => length - (strides[axis] as number));
  const same: Attributes =
    padding === "same" ? { pads: split(excess.map((one) => Math.max(one, 0))) } : {};
  const output_padding = excess.map((one) => Math.max(-one, 0));
  return { kernel_shape: size, strides, ...same, output_padding };
}
