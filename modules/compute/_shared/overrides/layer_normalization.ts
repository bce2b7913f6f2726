import { offersFused, runFused, runFusedGradient } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { LayerOverride } from "./replace.ts";

// R = rows: all axes of the input but the last, as one; D = numbers of a row

/** A weight of a layer. */
interface Weight {
  read(): tf.Tensor1D;
}

/** The parts of tfjs's layer normalization that are used here. */
interface LayerNormalization {
  readonly axis: readonly number[];
  readonly epsilon: number;
  readonly gamma: Weight | null;
  readonly beta: Weight | null;
}

/** Gamma and beta by name, if the layer has them. */
type Weights = { readonly gamma?: tf.Tensor1D; readonly beta?: tf.Tensor1D };

/** One kernel; tfjs repeats mean, variance, gamma and beta for every element first. */
export const layerNormalization: LayerOverride<LayerNormalization> = {
  example: () => tf.layers.layerNormalization(),
  callOf: (stock) => (layer, inputs, options) => {
    const [x, ...others] = Array.isArray(inputs) ? inputs : [inputs];
    const [axis, ...more] = layer.axis;
    const overLast = axis === (x?.rank ?? 0) - 1 && more.length === 0;
    const offered = offersFused("TolariaLayerNormalization");
    if (!offered || !overLast || x?.dtype !== "float32" || others.length > 0) {
      return stock(layer, inputs, options);
    }
    return tf.tidy(() => {
      const { gamma, beta, epsilon } = layer;
      return normalized(
        x,
        { ...(gamma && { gamma: gamma.read() }), ...(beta && { beta: beta.read() }) },
        epsilon,
      );
    });
  },
};

/** Normalizes the rows of `x`, with a gradient. */
function normalized(x: tf.Tensor, weights: Weights, epsilon: number): tf.Tensor {
  const names = Object.keys(weights) as (keyof Weights)[];
  const compute = tf.customGrad((...parameters) => {
    const save = parameters.at(-1) as (tensors: tf.Tensor[]) => void;
    const [x, ...others] = parameters.slice(0, -1) as tf.Tensor[] as [tf.Tensor, ...tf.Tensor1D[]];
    const given: Weights = Object.fromEntries(names.map((name, at) => [name, others[at]]));
    const [value, moments] = runFused(
      "TolariaLayerNormalization",
      { x, ...given },
      { epsilon },
    ) as [tf.Tensor, tf.Tensor2D];
    const { gamma } = given;
    save([x, moments, ...(gamma ? [gamma] : [])]);
    const gradFunc = (dy: tf.Tensor, saved: readonly tf.Tensor[]) => {
      const [dx, dgamma, dbeta] = gradientOf(dy, saved as Saved, epsilon);
      const ofWeights = { gamma: dgamma, beta: dbeta };
      return [dx, ...names.map((name) => ofWeights[name])];
    };
    return { value, gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[] };
  });
  return compute(x, ...names.map((name) => weights[name] as tf.Tensor1D));
}

/** Tensors for the gradient; no gamma if it is 1. */
type Saved = readonly [x: tf.Tensor, moments: tf.Tensor2D, gamma?: tf.Tensor1D];

function gradientOf(
  dy: tf.Tensor,
  [x, moments, gamma]: Saved,
  epsilon: number,
): readonly [dx: tf.Tensor, dgamma: tf.Tensor, dbeta: tf.Tensor] {
  const inputs = { dy, x, moments, ...(gamma && { gamma }) };
  return (
    runFusedGradient("TolariaLayerNormalizationGradient", inputs, {}) ??
    gradientByOps(dy, x, gamma, epsilon)
  );
}

/** The same gradient by ops, which can be differentiated again. */
function gradientByOps(
  dy: tf.Tensor,
  x: tf.Tensor,
  gamma: tf.Tensor1D | undefined,
  epsilon: number,
): readonly [dx: tf.Tensor, dgamma: tf.Tensor, dbeta: tf.Tensor] {
  const width = x.shape.at(-1) as number;
  const [dy_RD, x_RD] = [dy, x].map((tensor) => tensor.reshape([x.size / width, width])) as [
    tf.Tensor,
    tf.Tensor,
  ];
  const distance_RD = x_RD.sub(x_RD.mean(1, true));
  const factor_R1 = distance_RD.square().mean(1, true).add(epsilon).rsqrt();
  const unit_RD = distance_RD.mul(factor_R1);
  const g_RD = gamma ? dy_RD.mul(gamma) : dy_RD;
  const along_R1 = g_RD.mul(unit_RD).mean(1, true);
  const dx_RD = g_RD.sub(g_RD.mean(1, true)).sub(unit_RD.mul(along_R1)).mul(factor_R1);
  return [dx_RD.reshape(x.shape), dy_RD.mul(unit_RD).sum(0), dy_RD.sum(0)];
}
