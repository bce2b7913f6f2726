import { tf } from "../../../../../deps.ts";
import type { Gradient } from "../replace.ts";

/** Sums a gradient over the axes that broadcasting added or repeated. */
export function sumToShape(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
  return (axes.length > 0 ? dy.sum(axes) : dy).reshape(shape);
}

type Partial = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** The gradient of a function of two tensors, each summed to its own shape. */
function binary(kernelName: string, inA: Partial, inB: Partial): Gradient {
  return {
    kernelName,
    inputsToSave: ["a", "b"],
    gradientOf: () => (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return {
        a: () => sumToShape(inA(dy as tf.Tensor, a, b), a.shape),
        b: () => sumToShape(inB(dy as tf.Tensor, a, b), b.shape),
      };
    },
  };
}

const masked = (dy: tf.Tensor, mask: tf.Tensor) => dy.mul(mask.cast("float32"));

/** Gradients that tfjs leaves in the broadcast shape; it throws then. The first of equals has the gradient, as in TensorFlow. */
export const broadcastGradients: readonly Gradient[] = [
  binary(
    "Maximum",
    (dy, a, b) => masked(dy, a.greaterEqual(b)),
    (dy, a, b) => masked(dy, a.less(b)),
  ),
  binary(
    "Minimum",
    (dy, a, b) => masked(dy, a.lessEqual(b)),
    (dy, a, b) => masked(dy, a.greater(b)),
  ),
  binary(
    "SquaredDifference",
    (dy, a, b) => dy.mul(a.sub(b)).mul(2),
    (dy, a, b) => dy.mul(b.sub(a)).mul(2),
  ),
];

/** tfjs gives a division that is rounded down the gradient of one that is not: it is constant between its steps. */
export const floorDivGradient: Gradient = binary(
  "FloorDiv",
  (dy) => tf.zerosLike(dy),
  (dy) => tf.zerosLike(dy),
);

/**
 * d(a^b)/da = b a^(b - 1), and 0 for b = 0: tfjs computes 0 times infinity there if a is 0.
 *
 * d(a^b)/db = a^b ln(a), and 0 for a <= 0.
 */
export const powGradient: Gradient = binary(
  "Pow",
  (dy, a, b) => {
    const exponent = b.cast("float32");
    const slope = exponent.mul(tf.pow(a, exponent.sub(1)));
    return dy.mul(
      tf.where(tf.broadcastTo(exponent.equal(0), slope.shape), tf.zerosLike(slope), slope),
    );
  },
  (dy, a, b) => {
    const logarithm = tf.where(a.greater(0), a.log(), tf.zerosLike(a));
    return dy.mul(tf.pow(a, b).mul(logarithm));
  },
);
