import { tf } from "../deps.ts";
import { attention } from "../modules/mod.ts";

// B = examples, T = tokens, D = numbers of a token, H = heads, K = numbers of a head

/** Weights of one attention. */
export type AttentionWeights = readonly [
  queries: tf.Tensor2D,
  keys: tf.Tensor2D,
  values: tf.Tensor2D,
  out: tf.Tensor2D,
];

/** Attention of every token to all of its sequence: softmax(q k^T / sqrt(K)) v, by several heads. */
export function attend(
  x_BTD: tf.Tensor3D,
  weights: AttentionWeights,
  heads: number,
  mix: Mix,
): tf.Tensor3D {
  const [examples, tokens, width] = x_BTD.shape;
  const flat = x_BTD.reshape<tf.Tensor2D>([examples * tokens, width]);
  const [queries, keys, values, out] = weights;
  const project = (weight: tf.Tensor2D) => flat.matMul(weight).reshape<tf.Tensor3D>(x_BTD.shape);
  return mix(project(queries), project(keys), project(values), { heads })
    .reshape<tf.Tensor2D>([examples * tokens, width])
    .matMul(out)
    .reshape([examples, tokens, width]);
}

/** What attention makes of queries, keys and values, [B, T, D] each. */
type Mix = typeof attention;

/** By tfjs's own operations, one after the other. */
export const mixByOps: Mix = (q_BTD, k_BTD, v_BTD, { heads }) => {
  const [examples, tokens, width] = q_BTD.shape;
  const split = (x_BTD: tf.Tensor3D) =>
    x_BTD.reshape([examples, tokens, heads, width / heads]).transpose([0, 2, 1, 3]);
  const scores_BHTT = tf.matMul(split(q_BTD), split(k_BTD), false, true);
  const shares_BHTT = tf.softmax(scores_BHTT.mul(Math.sqrt(heads / width)));
  return tf
    .matMul(shares_BHTT, split(v_BTD))
    .transpose([0, 2, 1, 3])
    .reshape([examples, tokens, width]);
};

/** The same as one of tfjs's layers, which it has none of. */
export class SelfAttention extends tf.layers.Layer {
  static readonly className = "SelfAttention";
  readonly #heads: number;
  #own: tf.LayerVariable[] = [];

  constructor(heads: number) {
    super({});
    this.#heads = heads;
  }

  override build(shape: tf.Shape): void {
    const width = (shape as number[]).at(-1) as number;
    const initializer = tf.initializers.glorotUniform({});
    this.#own = ["queries", "keys", "values", "out"].map((name) =>
      this.addWeight(name, [width, width], "float32", initializer),
    );
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
    return tf.tidy(() =>
      attend(
        x,
        this.#own.map((weight) => weight.read()) as unknown as AttentionWeights,
        this.#heads,
        attention,
      ),
    );
  }
}

/** Adds a vector that is trained to each place of a sequence. */
export class Positions extends tf.layers.Layer {
  static readonly className = "Positions";
  #own: tf.LayerVariable | undefined;

  constructor() {
    super({});
  }

  override build(shape: tf.Shape): void {
    const initializer = tf.initializers.randomNormal({ stddev: 0.02 });
    this.#own = this.addWeight("places", (shape as number[]).slice(1), "float32", initializer);
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return x.add((this.#own as tf.LayerVariable).read());
  }
}
