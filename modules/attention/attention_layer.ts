import { tf } from "../../deps.ts";
import { type AttentionOptions, checkAttention } from "./_check.ts";
import { attention } from "./attention.ts";

/** Options of {@link attentionLayer}. */
export interface AttentionLayerOptions extends AttentionOptions {
  /** Name of the layer. @default a name by TensorFlow.js */
  readonly name?: string;
}

/** {@link attention} as a layer without weights, applied to [queries, keys, values]. */
class AttentionLayer extends tf.layers.Layer {
  static readonly className = "TolariaAttention";
  readonly #options: Required<AttentionOptions>;

  constructor({ heads, causal = false, ...config }: AttentionLayerOptions) {
    super(config);
    this.#options = { heads, causal };
  }

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    checkAttention(Array.isArray(shapes[0]) ? (shapes as tf.Shape[]) : [], this.#options);
    const [[batch, places], , [, , width]] = shapes as [tf.Shape, tf.Shape, tf.Shape];
    return [batch as number | null, places as number | null, width as number];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [q, k, v] = inputs as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    return attention(q, k, v, this.#options);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#options };
  }
}
tf.serialization.registerClass(AttentionLayer);

/**
 * Creates a layer that applies {@link attention} to `[queries, keys, values]`, [B, T, D], [B, S, D] and [B, S, D]. It
 * has no weights: put dense layers before and behind it. `tf.loadLayersModel` loads a model with it in programs that
 * import this package.
 *
 * @throws {RangeError} When applied, if the shapes do not fit each other or the options.
 *
 * @example
 * ```ts
 * import { attentionLayer, tf } from "tolaria";
 *
 * const x = tf.input({ shape: [64, 128] });
 * const [q, k, v] = [1, 2, 3].map(() => tf.layers.dense({ units: 128 }).apply(x)) as tf.SymbolicTensor[];
 * const attended = attentionLayer({ heads: 4, causal: true }).apply([q!, k!, v!]) as tf.SymbolicTensor;
 * console.log(attended.shape); // [ null, 64, 128 ]
 * ```
 */
export function attentionLayer(options: AttentionLayerOptions): tf.layers.Layer {
  return new AttentionLayer(options);
}
