import { tf } from "../../deps.ts";
import { type AttentionOptions, checkAttention } from "./_check.ts";
import { attention } from "./attention.ts";

/** Options of {@link attentionLayer}. */
export interface AttentionLayerOptions extends AttentionOptions {
  /** Name of the layer. @default a name by TensorFlow.js */
  readonly name?: string;
}

/** {@link attention} as a layer without weights, applied to [queries, keys, values] or to all three beside each other. */
export class AttentionLayer extends tf.layers.Layer {
  static readonly className = "TolariaAttention";
  readonly options: Required<AttentionOptions>;

  constructor({ heads, causal = false, ...config }: AttentionLayerOptions) {
    super(config);
    this.options = { heads, causal };
  }

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    const parts = Array.isArray(shapes[0]) ? (shapes as tf.Shape[]) : thirds(shapes as tf.Shape);
    checkAttention(parts, this.options);
    const [[batch, places], , [, , width]] = parts as [tf.Shape, tf.Shape, tf.Shape];
    return [batch as number | null, places as number | null, width as number];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => attention(...partsOf(inputs), this.options));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}
tf.serialization.registerClass(AttentionLayer);

/** Shapes of queries, keys and values that lie beside each other. */
function thirds(shape: tf.Shape): tf.Shape[] {
  const [batch = null, places = null, width] = shape;
  const fits = shape.length === 3 && typeof width === "number" && width % 3 === 0;
  return fits ? Array<tf.Shape>(3).fill([batch, places, width / 3]) : [shape];
}

/** Queries, keys and values of the inputs of a layer. */
export function partsOf(
  inputs: tf.Tensor | tf.Tensor[],
): [q: tf.Tensor3D, k: tf.Tensor3D, v: tf.Tensor3D] {
  const all = [inputs].flat() as tf.Tensor3D[];
  const parts = all.length === 1 ? tf.split(all[0] as tf.Tensor3D, 3, -1) : all;
  return parts as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
}

/**
 * Creates a layer that applies {@link attention} to `[queries, keys, values]`, [B, T, D], [B, S, D] and [B, S, D], or to
 * one tensor that has the three beside each other, [B, T, 3 D]. It has no weights: put dense layers before and behind
 * it. `tf.loadLayersModel` loads a model with it in programs that import this package.
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
