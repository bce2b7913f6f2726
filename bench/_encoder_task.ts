import { tf } from "../deps.ts";
import { CLASSES, readDigits } from "./_digits.ts";
import {
  type AttentionWeights,
  attend,
  mixByOps,
  Positions,
  SelfAttention,
} from "./_self_attention.ts";
import type { BenchTask } from "./_task.ts";

// B = examples, T = tokens, D = numbers of a token

const TOKENS = 28;
const WIDTH = 64;
const HEADS = 4;
const INNER = 128;
const BLOCKS = 2;
/** Weights of a block: two norms, an attention, two dense layers. */
const PER_BLOCK = 12;
/** Keras's. */
const EPSILON = 1e-3;

/** A small transformer encoder that classifies sequences: a digit as its 28 rows. */
export const encoderTask: BenchTask = {
  name: `encoder-${TOKENS}x${WIDTH}-${BLOCKS}-blocks`,
  shape: [TOKENS, 28],
  batch: 128,
  classes: CLASSES,
  examples: readDigits,
  model: (end) => {
    const input = tf.input({ shape: [TOKENS, 28] });
    let x = tf.layers.dense({ units: WIDTH }).apply(input) as tf.SymbolicTensor;
    x = new Positions().apply(x) as tf.SymbolicTensor;
    for (let block = 0; block < BLOCKS; block++) x = addBlock(x);
    x = tf.layers.globalAveragePooling1d({}).apply(x) as tf.SymbolicTensor;
    const head = tf.layers.dense({ units: CLASSES, activation: end });
    return tf.model({ inputs: input, outputs: head.apply(x) as tf.SymbolicTensor });
  },
  weights: () => {
    const block = [
      ...[[WIDTH], [WIDTH], [WIDTH, WIDTH], [WIDTH, WIDTH], [WIDTH, WIDTH], [WIDTH, WIDTH]],
      ...[[WIDTH], [WIDTH], [WIDTH, INNER], [INNER], [INNER, WIDTH], [WIDTH]],
    ];
    const blocks = Array.from({ length: BLOCKS }, () => block).flat();
    const ends = [[28, WIDTH], [WIDTH], [TOKENS, WIDTH], ...blocks, [WIDTH, CLASSES], [CLASSES]];
    return ends.map((shape, index) =>
      tf.variable(
        shape.length === 1 ? tf.ones(shape) : tf.randomNormal(shape, 0, 0.05, "float32", index),
      ),
    );
  },
  logits: (x, weights) => {
    const [stem, bias, places] = weights as unknown as [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];
    let h = dense(x as tf.Tensor3D, stem, bias).add(places) as tf.Tensor3D;
    for (let block = 0; block < BLOCKS; block++) {
      const from = 3 + block * PER_BLOCK;
      h = runBlock(h, weights.slice(from, from + PER_BLOCK));
    }
    const [head, last] = weights.slice(-2) as unknown as [tf.Tensor2D, tf.Tensor1D];
    return h.mean<tf.Tensor2D>(1).matMul(head).add(last);
  },
};

function addBlock(x: tf.SymbolicTensor): tf.SymbolicTensor {
  const apply = (layer: tf.layers.Layer, to: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(to) as tf.SymbolicTensor;
  const add = (to: tf.SymbolicTensor, of: tf.SymbolicTensor) => apply(tf.layers.add({}), [to, of]);
  const normed = apply(tf.layers.layerNormalization({}), x);
  const attended = add(x, apply(new SelfAttention(HEADS), normed));
  const inner = apply(
    tf.layers.dense({ units: INNER, activation: "relu" }),
    apply(tf.layers.layerNormalization({}), attended),
  );
  return add(attended, apply(tf.layers.dense({ units: WIDTH }), inner));
}

function runBlock(x: tf.Tensor3D, weights: readonly tf.Tensor[]): tf.Tensor3D {
  const [scale1, shift1, q, k, v, out, scale2, shift2, w1, b1, w2, b2] = weights as tf.Tensor[];
  const attention = [q, k, v, out] as unknown as AttentionWeights;
  const attended = x.add<tf.Tensor3D>(attend(norm(x, scale1, shift1), attention, HEADS, mixByOps));
  const inner = dense(norm(attended, scale2, shift2), w1 as tf.Tensor2D, b1 as tf.Tensor1D).relu();
  return attended.add(dense(inner as tf.Tensor3D, w2 as tf.Tensor2D, b2 as tf.Tensor1D));
}

function norm(x: tf.Tensor3D, scale?: tf.Tensor, shift?: tf.Tensor): tf.Tensor3D {
  const { mean, variance } = tf.moments(x, -1, true);
  const unit = x.sub(mean).mul(variance.add(EPSILON).rsqrt());
  return unit.mul(scale as tf.Tensor).add(shift as tf.Tensor);
}

/** A dense layer on each token. */
function dense(x: tf.Tensor3D, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor3D {
  const [examples, tokens, width] = x.shape;
  const flat = x.reshape<tf.Tensor2D>([examples * tokens, width]);
  return flat.matMul(weight).add(bias).reshape([examples, tokens, weight.shape[1]]);
}
