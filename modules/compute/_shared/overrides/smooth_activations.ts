import {
  offersFused,
  runFused,
  runFusedGradient,
  type SmoothActivation,
} from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Gradient } from "./replace.ts";

/** An activation of tfjs. */
interface Activation {
  apply(x: tf.Tensor, ...options: readonly unknown[]): tf.Tensor;
}

const NAMES: readonly SmoothActivation[] = ["gelu", "gelu_new", "swish"];

/**
 * Computes gelu, gelu_new and swish in one kernel; tfjs takes four to nine, among them a power.
 *
 * @returns Restores tfjs's own.
 */
export function replaceSmoothActivations(): () => void {
  const undo = NAMES.map((name) => {
    const layer = tf.layers.activation({ activation: name as "relu" });
    const { activation } = layer as unknown as { readonly activation: Activation };
    const prototype = Object.getPrototypeOf(activation) as Activation;
    const stock = prototype.apply;
    prototype.apply = function (x, ...options) {
      if (options.length > 0 || x.dtype !== "float32" || !offersFused("TolariaActivation")) {
        return stock.call(this, x, ...options);
      }
      return activated(x, name);
    };
    return () => {
      prototype.apply = stock;
    };
  });
  return () => {
    for (const restore of undo) restore();
  };
}

function activated(x: tf.Tensor, activation: SmoothActivation): tf.Tensor {
  const [y] = runFused("TolariaActivation", { x }, { activation }) as [tf.Tensor];
  return y;
}

/** Gradient of such an activation. */
export const smoothGradient: Gradient = {
  kernelName: "TolariaActivation",
  inputsToSave: ["x"],
  gradientOf: () => (dy, saved, attributes) => {
    const [x] = saved as [tf.Tensor];
    const { activation } = attributes as unknown as { readonly activation: SmoothActivation };
    return { x: () => gradientOf(dy as tf.Tensor, x, activation) };
  },
};

function gradientOf(dy: tf.Tensor, x: tf.Tensor, activation: SmoothActivation): tf.Tensor {
  const outputs = runFusedGradient("TolariaActivationGradient", { dy, x }, { activation });
  return outputs ? outputs[0] : dy.mul(SLOPES[activation](x));
}

/** The derivatives by ops, which can be differentiated again. */
const SLOPES: Readonly<Record<SmoothActivation, (x: tf.Tensor) => tf.Tensor>> = {
  gelu: (x) => {
    const density = x
      .square()
      .mul(-0.5)
      .exp()
      .mul(1 / Math.sqrt(2 * Math.PI));
    return x.mul(Math.SQRT1_2).erf().add(1).mul(0.5).add(x.mul(density));
  },
  gelu_new: (x) => {
    const root = 2 * Math.sqrt(2 / Math.PI);
    const square = x.square();
    const inner = x.mul(square.mul(0.044715).add(1)).mul(root);
    return ofShare(
      x,
      inner,
      square
        .mul(3 * 0.044715)
        .add(1)
        .mul(root),
    );
  },
  swish: (x) => ofShare(x, x, tf.onesLike(x)),
};

/** Derivative of x s with s = sigmoid(inner): s + x s (1 - s) inner'. */
function ofShare(x: tf.Tensor, inner: tf.Tensor, steepness: tf.Tensor): tf.Tensor {
  const share = inner.sigmoid();
  const along = share.mul(tf.sub(1, share)).mul(steepness);
  return share.add(x.mul(along));
}
