import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";
import { spreadAxis } from "./spread.ts";

// K = extents of a filter, I = input channels, O = output channels

/**
 * Differentiates dilated convolutions, on which tfjs throws: one with dilation d is one whose filter has d - 1 zeros
 * between its weights.
 */
function dilatedGradient(kernelName: string): Gradient {
  return {
    kernelName,
    inputsToSave: ["x", "filter"],
    gradientOf: (stock) => (dy, saved, attributes) => {
      const [x, filter] = saved as [tf.Tensor, tf.Tensor];
      const dilations = dilationsOf(filter, attributes);
      if (dilations.every((rate) => rate === 1)) return stock.gradFunc(dy, saved, attributes);
      const dense = { ...attributes, dilations: dilations.map(() => 1) };
      const { x: inX, filter: inSpread } = stock.gradFunc(
        dy,
        [x, spread(filter, dilations)],
        dense,
      );
      return {
        x: inX as () => tf.Tensor,
        filter: () => gathered((inSpread as () => tf.Tensor)(), filter.shape, dilations),
      };
    },
  };
}

/** Dilation along each spatial axis of a filter [...K, I, O]. */
function dilationsOf(filter: tf.Tensor, { dilations }: tf.NamedAttrMap): readonly number[] {
  if (Array.isArray(dilations)) return dilations as number[];
  return Array<number>(filter.rank - 2).fill((dilations as number | undefined) ?? 1);
}

/** A filter with d - 1 zeros between its weights along each spatial axis. */
const spread = (filter: tf.Tensor, dilations: readonly number[]) =>
  dilations.reduce((wide, dilation, axis) => spreadAxis(wide, axis, dilation), filter);

/** The weights of a filter that was spread out. */
function gathered(wide: tf.Tensor, shape: number[], dilations: readonly number[]): tf.Tensor {
  return dilations.reduce((tensor, dilation, axis) => {
    if (dilation === 1) return tensor;
    const places = Array.from({ length: shape[axis] as number }, (_, at) => at * dilation);
    return tf.gather(tensor, tf.tensor1d(places, "int32"), axis);
  }, wide);
}

/**
 * Differentiates transposed 3-D convolutions; tfjs does not, so that `conv3dTranspose` layers cannot be trained.
 *
 * With x = convTransposed(dy, filter): ddy = conv(dx, filter), and dfilter is that of conv(dx, filter) for dy.
 */
const transposedGradient: Gradient = {
  kernelName: "Conv3DBackpropInputV2",
  inputsToSave: ["dy", "filter"],
  gradientOf:
    () =>
    (dx, saved, { strides, pad }) => {
      const [dy, filter] = saved as [tf.Tensor, tf.Tensor];
      const x = dx as tf.Tensor;
      const run = (name: string, inputs: tf.NamedTensorMap, attributes: object) =>
        tf.engine().runKernel(name, inputs, { strides, pad, ...attributes } as tf.NamedAttrMap);
      return {
        dy: () => {
          const windows = { dilations: [1, 1, 1], dataFormat: "NDHWC" };
          return run("Conv3D", { x, filter }, windows) as tf.Tensor;
        },
        filter: () =>
          run("Conv3DBackpropFilterV2", { x, dy }, { filterShape: filter.shape }) as tf.Tensor,
      };
    },
};

export const convolutionGradients: readonly Gradient[] = [
  ...["Conv2D", "DepthwiseConv2dNative", "Conv3D"].map(dilatedGradient),
  transposedGradient,
];
