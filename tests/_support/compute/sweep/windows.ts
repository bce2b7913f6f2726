import { build, get, getOr, type Nd } from "./nd.ts";

/** Sliding windows along the spatial axes of [batch, ...spatial, channels], as TensorFlow defines them. */
export interface Windows {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
  readonly pad: "valid" | "same" | number;
}

interface Axis {
  readonly extent: number;
  readonly before: number;
}

/** Output extent and padding before the first element of an axis. */
function axisOf(input: number, at: number, windows: Windows): Axis {
  const stride = windows.strides[at] as number;
  const reach = ((windows.size[at] as number) - 1) * (windows.dilations?.[at] ?? 1) + 1;
  if (windows.pad === "valid")
    return { extent: Math.ceil((input - reach + 1) / stride), before: 0 };
  if (windows.pad === "same") {
    const extent = Math.ceil(input / stride);
    return { extent, before: Math.floor(Math.max(0, (extent - 1) * stride + reach - input) / 2) };
  }
  const before = windows.pad;
  return { extent: Math.floor((input + 2 * before - reach) / stride) + 1, before };
}

/** Calls `visit` with each tap of a window, and its position in the input. */
function taps(
  windows: Windows,
  axes: readonly Axis[],
  output: readonly number[],
  visit: (tap: readonly number[], input: readonly number[]) => void,
): void {
  build(windows.size, (tap) => {
    const input = tap.map(
      (offset, at) =>
        (output[at] as number) * (windows.strides[at] as number) -
        (axes[at] as Axis).before +
        offset * (windows.dilations?.[at] ?? 1),
    );
    visit(tap, input);
    return 0;
  });
}

const axesOf = (x: Nd, windows: Windows): Axis[] =>
  windows.size.map((_, at) => axisOf(x.shape[at + 1] as number, at, windows));

/** Convolution of x [B, ...S, I] with w [...K, I, O]. */
export function convolve(x: Nd, w: Nd, windows: Omit<Windows, "size">): Nd {
  const [depth, filters] = w.shape.slice(-2) as [number, number];
  const spatial = { ...windows, size: w.shape.slice(0, -2) };
  const axes = axesOf(x, spatial);
  const shape = [x.shape[0] as number, ...axes.map(({ extent }) => extent), filters];
  return build(shape, (index) => {
    const [image, filter] = [index[0] as number, index.at(-1) as number];
    let total = 0;
    taps(spatial, axes, index.slice(1, -1), (tap, input) => {
      for (let channel = 0; channel < depth; channel++) {
        total += getOr(x, [image, ...input, channel], 0) * get(w, [...tap, channel, filter]);
      }
    });
    return total;
  });
}

/** Depthwise convolution of x [B, H, W, I] with w [K, L, I, M]. */
export function convolveDepthwise(x: Nd, w: Nd, windows: Omit<Windows, "size">): Nd {
  const [depth, multiplier] = w.shape.slice(-2) as [number, number];
  const spatial = { ...windows, size: w.shape.slice(0, -2) };
  const axes = axesOf(x, spatial);
  const shape = [x.shape[0] as number, ...axes.map(({ extent }) => extent), depth * multiplier];
  return build(shape, (index) => {
    const out = index.at(-1) as number;
    const [channel, filter] = [Math.floor(out / multiplier), out % multiplier];
    let total = 0;
    taps(spatial, axes, index.slice(1, -1), (tap, input) => {
      total +=
        getOr(x, [index[0] as number, ...input, channel], 0) * get(w, [...tap, channel, filter]);
    });
    return total;
  });
}

/** Pooling by a function of the values inside each window; padding is left out. */
export function pool(x: Nd, windows: Windows, f: (values: readonly number[]) => number): Nd {
  const axes = axesOf(x, windows);
  const shape = [
    x.shape[0] as number,
    ...axes.map(({ extent }) => extent),
    x.shape.at(-1) as number,
  ];
  return build(shape, (index) => {
    const values: number[] = [];
    taps(windows, axes, index.slice(1, -1), (_, input) => {
      const place = [index[0] as number, ...input, index.at(-1) as number];
      const inside = place.every((at, axis) => at >= 0 && at < (x.shape[axis] as number));
      if (inside) values.push(get(x, place));
    });
    return f(values);
  });
}

/**
 * Transposed convolution: scatters x [B, ...S, O] through w [...K, I, O] to `shape`, [B, ...T, I]; the transpose of the
 * convolution from `shape` to x.
 */
export function convolveTransposed(
  x: Nd,
  w: Nd,
  shape: readonly number[],
  windows: Omit<Windows, "size">,
): Nd {
  const out = build(shape, () => 0);
  const spatial = { ...windows, size: w.shape.slice(0, -2) };
  const axes = axesOf(out, spatial);
  const depth = shape.at(-1) as number;
  build(x.shape, (index) => {
    taps(spatial, axes, index.slice(1, -1), (tap, input) => {
      for (let channel = 0; channel < depth; channel++) {
        const place = [index[0] as number, ...input, channel];
        if (!place.every((at, axis) => at >= 0 && at < (shape[axis] as number))) continue;
        const flat = place.reduce((sum, at, axis) => sum * (shape[axis] as number) + at, 0);
        out.data[flat] =
          (out.data[flat] as number) +
          get(x, index) * get(w, [...tap, channel, index.at(-1) as number]);
      }
    });
    return 0;
  });
  return out;
}
