import { HOST_BUILDER } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { attentionLayer, type GptOptions, gpt, positionEmbedding } from "../../../modules/mod.ts";
import type { Networks } from "./chain.ts";

type Symbol = tf.SymbolicTensor;

const SIZES = { layers: 2, heads: 2, width: 8, context: 6, vocabulary: 7 };

function gptOf(options: Partial<GptOptions>): tf.LayersModel {
  const container = new Container();
  container.load(gpt({ ...SIZES, ...options }));
  const host = container.get(HOST_BUILDER).build();
  const model = host.toModel?.() as tf.LayersModel;
  host.dispose();
  return model;
}

/** Attention of some queries to some keys, which are the values too. */
const attending = (queries: number | null, keys: number | null, causal: boolean) => () => {
  const inputs = [
    tf.input({ shape: [queries, 6], name: "q" }),
    tf.input({ shape: [keys, 6], name: "k" }),
  ];
  const [q, k] = inputs as [Symbol, Symbol];
  const outputs = attentionLayer({ heads: 2, causal }).apply([q, k, k]) as Symbol;
  return tf.model({ inputs, outputs });
};

/** Networks of layers that tfjs has none like: stock tfjs cannot load them, and Keras's layers are read as no such ones. */
export const transformers: Networks = {
  attention: attending(4, 3, false),
  "causal attention": attending(3, 3, true),
  "causal attention to earlier keys too": attending(2, 5, true),
  "positions of a part of the table": () => {
    const x = tf.input({ shape: [3, 4], name: "x" });
    const y = positionEmbedding({ context: 5, name: "position" }).apply(x) as Symbol;
    return tf.model({ inputs: x, outputs: y });
  },
  gpt: () => gptOf({ dropout: 0.1 }),
  "gpt with a head of its own": () => gptOf({ tied: false }),
};
