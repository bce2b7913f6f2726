import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/** The same sum from the other end; tfjs also transposes it, unless it runs along the last axis. */
export const cumsumGradient: Gradient = {
  kernelName: "Cumsum",
  inputsToSave: [],
  gradientOf: () => (dy, _saved, attributes) => {
    const { axis, exclusive, reverse } = attributes as unknown as {
      readonly axis: number;
      readonly exclusive: boolean;
      readonly reverse: boolean;
    };
    return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
  },
};

/** tfjs knows axes from the first only. */
export const prodGradient: Gradient = {
  kernelName: "Prod",
  inputsToSave: ["x"],
  gradientOf: (stock) => (dy, saved, attributes) => {
    const { axis, ...others } = attributes as { readonly axis?: number | number[] };
    const shape = (saved as [tf.Tensor])[0].shape;
    const axes = tf.util.parseAxisParam(axis as number | number[], shape);
    return stock.gradFunc(dy, saved, { ...others, axis: axes } as unknown as tf.NamedAttrMap);
  },
};

/** The engine passes the gradient of a single output as a tensor, not as a list of one, on which tfjs throws. */
const list = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor[] => (Array.isArray(dy) ? dy : [dy]);

/** The slices of an axis, of which there may be one: a sequence of length 1. */
export const unpackGradient: Gradient = {
  kernelName: "Unpack",
  inputsToSave: [],
  gradientOf: () => (dy, _saved, attributes) => {
    const { axis } = attributes as unknown as { readonly axis: number };
    return { value: () => tf.stack(list(dy), axis) };
  },
};

/** The parts of an axis, of which there may be one. */
export const splitGradient: Gradient = {
  kernelName: "SplitV",
  inputsToSave: [],
  gradientOf: () => (dy, _saved, attributes) => {
    const { axis } = attributes as unknown as { readonly axis: number };
    return { x: () => tf.concat(list(dy), axis) };
  },
};
