import { offersFused, runFused, runFusedGradient } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { type AttentionOptions, checkAttention } from "./_check.ts";

// B = sequences, T = places that ask, S = places that are asked, D = numbers of a place, H = heads, K = numbers of a head

/**
 * Multi-head attention, softmax(q k^T / sqrt(K)) v in each head: one kernel if the backend has it, and another for
 * its gradient, which can be differentiated again; a chain of tfjs's operations otherwise.
 *
 * @param q_BTD Queries, [B, T, D].
 * @param k_BSD Keys, [B, S, D].
 * @param v_BSD Values, [B, S, D].
 * @returns The mean of the values by weight, for each query, [B, T, D]; the caller or the scope disposes it.
 * @throws {RangeError} If the shapes do not fit each other or the options.
 * @see Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762, equation 1 and section 3.2.2.
 *
 * @example
 * ```ts
 * import { attention, tf } from "tolaria";
 *
 * const x = tf.randomNormal<tf.Rank.R3>([2, 5, 8]);
 * console.log(attention(x, x, x, { heads: 2, causal: true }).shape); // [ 2, 5, 8 ]
 * ```
 */
export function attention(
  q_BTD: tf.Tensor3D,
  k_BSD: tf.Tensor3D,
  v_BSD: tf.Tensor3D,
  options: AttentionOptions,
): tf.Tensor3D {
  const inputs = [q_BTD, k_BSD, v_BSD] as const;
  checkAttention(
    inputs.map(({ shape }) => shape),
    options,
  );
  const { heads, causal = false } = options;
  return tf.tidy(() =>
    offersFused("TolariaAttention")
      ? byKernel(inputs, { heads, causal })
      : byOps(inputs, { heads, causal }),
  );
}

type Options = Required<AttentionOptions>;

type Inputs = readonly [q: tf.Tensor3D, k: tf.Tensor3D, v: tf.Tensor3D];

function byKernel(inputs: Inputs, options: Options): tf.Tensor3D {
  const compute = tf.customGrad((...parameters) => {
    const save = parameters.at(-1) as (tensors: tf.Tensor[]) => void;
    const [q, k, v] = parameters as unknown as Inputs;
    const [value, weights] = runFused("TolariaAttention", { q, k, v }, options) as [
      tf.Tensor3D,
      tf.Tensor4D,
    ];
    save([q, k, v, weights]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      gradientOf(dy as tf.Tensor3D, saved as unknown as Saved, options);
    return { value, gradFunc };
  });
  return compute(...inputs) as tf.Tensor3D;
}

type Saved = readonly [...Inputs, weights: tf.Tensor4D];

function gradientOf(dy: tf.Tensor3D, [q, k, v, weights]: Saved, options: Options): tf.Tensor[] {
  const fused = runFusedGradient("TolariaAttentionGradient", { dy, q, k, v, weights }, options);
  return fused ?? gradientByOps(dy, [q, k, v], options);
}

function byOps(inputs: Inputs, { heads, causal }: Options): tf.Tensor3D {
  const [q_BHTK, k_BHSK, v_BHSK] = inputs.map((x) => split(x, heads)) as Split;
  const weights_BHTS = tf.softmax(scoresOf(q_BHTK, k_BHSK, causal));
  return joined(tf.matMul(weights_BHTS, v_BHSK));
}

/** q k^T / sqrt(K), [B, H, T, S]; -Infinity where a query does not attend. */
function scoresOf(q_BHTK: tf.Tensor4D, k_BHSK: tf.Tensor4D, causal: boolean): tf.Tensor4D {
  const scores_BHTS = tf
    .matMul(q_BHTK, k_BHSK, false, true)
    .mul<tf.Tensor4D>(1 / Math.sqrt(q_BHTK.shape[3]));
  if (!causal) return scores_BHTS;
  const [places, keys] = [q_BHTK.shape[2], k_BHSK.shape[2]];
  const last_T1 = tf.range(keys - places, keys, 1, "int32").reshape([places, 1]);
  const attends_TS = tf.range(0, keys, 1, "int32").lessEqual(last_T1);
  return tf.where(attends_TS, scores_BHTS, Number.NEGATIVE_INFINITY);
}

function gradientByOps(dy: tf.Tensor3D, inputs: Inputs, { heads, causal }: Options): tf.Tensor[] {
  const [q_BHTK, k_BHSK, v_BHSK] = inputs.map((x) => split(x, heads)) as Split;
  const dy_BHTK = split(dy, heads);
  const scores_BHTS = scoresOf(q_BHTK, k_BHSK, causal);
  // tfjs cannot differentiate a softmax's gradient again, but what it is made of.
  const powers_BHTS = scores_BHTS.sub(scores_BHTS.max(-1, true)).exp();
  const weights_BHTS = powers_BHTS.div(powers_BHTS.sum(-1, true));
  const above_BHTS = tf.matMul(dy_BHTK, v_BHSK, false, true);
  const sums_BHT1 = above_BHTS.mul(weights_BHTS).sum(-1, true);
  const ds_BHTS = weights_BHTS.mul(above_BHTS.sub(sums_BHT1)).mul(1 / Math.sqrt(q_BHTK.shape[3]));
  return [
    joined(tf.matMul(ds_BHTS, k_BHSK)),
    joined(tf.matMul(ds_BHTS, q_BHTK, true, false)),
    joined(tf.matMul(weights_BHTS, dy_BHTK, true, false)),
  ];
}

type Split = [q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D];

/** The heads as matrices, [B, H, T, K]. */
function split(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [sequences, places, width] = x.shape;
  return x.reshape([sequences, places, heads, width / heads]).transpose([0, 2, 1, 3]);
}

/** The heads beside each other again, [B, T, D]. */
function joined(x_BHTK: tf.Tensor): tf.Tensor3D {
  const [sequences, heads, places, depth] = x_BHTK.shape as [number, number, number, number];
  return x_BHTK.transpose([0, 2, 1, 3]).reshape([sequences, places, heads * depth]);
}
