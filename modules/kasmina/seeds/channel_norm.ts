import { offersFused } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

/** Same as in tfjs's layer normalization. */
const EPSILON = 1e-3;

/** Returns a layer normalization over the last axis whose gain begins at zero, of the fastest kind that the backend has. */
export function channelNorm(name: string): tf.layers.Layer {
  if (!offersFused("TolariaLayerNormalization")) return new ChannelNorm({ name });
  return tf.layers.layerNormalization({
    name,
    axis: -1,
    epsilon: EPSILON,
    gammaInitializer: "zeros",
  });
}

/**
 * Normalizes over the last axis: gamma (x - mean) / sqrt(variance + 0.001) + beta; gamma begins at zero.
 *
 * Equals tfjs's `layerNormalization({ axis: -1 })`, whose gradient slices each position of the activation:
 * 25,000 of them for [64, 14, 14, 4], and 25 times as long where no backend's kernel replaces it.
 *
 * @see Ba et al. 2016, "Layer normalization", arXiv:1607.06450.
 */
export class ChannelNorm extends tf.layers.Layer {
  static readonly className = "ChannelNorm";
  #gamma: tf.LayerVariable | undefined;
  #beta: tf.LayerVariable | undefined;

  override build(inputShape: tf.Shape): void {
    const channels = inputShape.at(-1) as number;
    const weight = (name: string) =>
      this.addWeight(name, [channels], "float32", tf.initializers.zeros());
    this.#gamma = weight("gamma");
    this.#beta = weight("beta");
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  /** Returns tfjs's layer for the same numbers, for a copy that others load. */
  toStock(config: tf.serialization.ConfigDict): tf.layers.Layer {
    return tf.layers.layerNormalization({ ...config, axis: -1, epsilon: EPSILON });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [gamma, beta] = [this.#gamma, this.#beta].map((weight) => weight?.read() as tf.Tensor);
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
      const centered = x.sub(x.mean(-1, true));
      const variance = centered.square().mean(-1, true);
      const normal = centered.mul(variance.add(EPSILON).rsqrt());
      return normal.mul(gamma as tf.Tensor).add(beta as tf.Tensor);
    });
  }
}
