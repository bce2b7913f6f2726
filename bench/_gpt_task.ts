import { tf } from "../deps.ts";
import { attentionLayer } from "../modules/mod.ts";
import { Positions } from "./_self_attention.ts";
import type { TrainingTask } from "./_task.ts";

/** Sizes of a GPT. */
interface GptSizes {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly context: number;
  readonly vocabulary: number;
}

/** nanoGPT's for Shakespeare by characters on a CPU. */
const GPT: GptSizes = { layers: 4, width: 128, heads: 4, context: 64, vocabulary: 65 };

/** PyTorch's default, as GPT-2 has it. */
const EPSILON = 1e-5;

/** A GPT that says the next of a sequence of characters. */
export const gptTask: TrainingTask = {
  name: `gpt-${GPT.layers}x${GPT.width}-context-${GPT.context}`,
  shape: [GPT.context],
  ids: GPT.vocabulary,
  classes: GPT.vocabulary,
  places: [GPT.context],
  batch: 12,
  model: (end) => gptModel(end, GPT),
  // Each id follows from the one before.
  examples: async (count) => {
    const size = count * GPT.context;
    const text = new Int32Array(size + 1);
    for (let at = 1; at <= size; at++) {
      text[at] = ((text[at - 1] as number) * 7 + (at % 3) + 1) % GPT.vocabulary;
    }
    return { inputs: text.slice(0, size), labels: text.slice(1) };
  },
};

/** A GPT-2 without dropout: pre-norm blocks, gelu_new, logits of each place. */
function gptModel(end: "linear" | "softmax", sizes: GptSizes): tf.LayersModel {
  const { layers, width, heads, context, vocabulary } = sizes;
  const ids = tf.input({ shape: [context], dtype: "int32" });
  let x = apply(tf.layers.embedding({ inputDim: vocabulary, outputDim: width }), ids);
  x = apply(new Positions(), x);
  for (let block = 0; block < layers; block++) x = addBlock(x, width, heads);
  const head = tf.layers.dense({ units: vocabulary, useBias: false, activation: end });
  return tf.model({ inputs: ids, outputs: apply(head, norm(x)) });
}

function addBlock(x: tf.SymbolicTensor, width: number, heads: number): tf.SymbolicTensor {
  const normed = norm(x);
  const dense = (units: number, of: tf.SymbolicTensor, activation?: "gelu_new") =>
    apply(tf.layers.dense({ units, activation: (activation ?? "linear") as "linear" }), of);
  const parts = [1, 2, 3].map(() => dense(width, normed));
  const mixed = dense(width, apply(attentionLayer({ heads, causal: true }), parts));
  const attended = apply(tf.layers.add(), [x, mixed]);
  const inner = dense(width, dense(4 * width, norm(attended), "gelu_new"));
  return apply(tf.layers.add(), [attended, inner]);
}

function norm(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return apply(tf.layers.layerNormalization({ epsilon: EPSILON }), x);
}

function apply(
  layer: tf.layers.Layer,
  to: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor {
  return layer.apply(to) as tf.SymbolicTensor;
}
