import { tf } from "../../../deps.ts";
import {
  attentionLayer,
  normalInitializer,
  positionEmbedding,
  tiedEmbedding,
} from "../../_layers/mod.ts";
import type { Stage } from "../_layered/mod.ts";

// T = places of a sequence, D = numbers of a place

type Symbolic = tf.SymbolicTensor;

/** Sizes of a network. */
export interface GptShape {
  readonly layers: number;
  readonly heads: number;
  /** D. */
  readonly width: number;
  /** T. */
  readonly context: number;
  readonly vocabulary: number;
  readonly dropout: number;
  readonly tied: boolean;
}

/** Epsilon of GPT-2's normalizations. */
const EPSILON = 1e-5;

/** Names of the blocks of a network with `layers` of them. */
export function blockNames(layers: number): readonly string[] {
  return Array.from({ length: layers }, (_, index) => `block${index + 1}`);
}

/** Builds the network as stages: the embedding, the blocks and the head. */
export function gptStages(shape: GptShape): Stage[] {
  const { context, width, layers } = shape;
  const tokens = tokenLayer(shape);
  const ids = tf.input({ name: "tokens", shape: [context], dtype: "int32" });
  const stage = (name: string, compute: (x: Symbolic) => Symbolic, input?: Symbolic): Stage => {
    const x = input ?? tf.input({ name: "x", shape: [context, width] });
    return { name, model: tf.model({ name: `gpt_${name}`, inputs: x, outputs: compute(x) }) };
  };
  return [
    stage("embedding", (x) => embed(x, tokens, shape), ids),
    ...blockNames(layers).map((name) => stage(name, (x) => block(x, shape))),
    stage("head", (x) => head(x, tokens, shape)),
  ];
}

function tokenLayer({ tied, vocabulary, width }: GptShape): tf.layers.Layer {
  const name = "token";
  if (tied) return tiedEmbedding({ name, vocabulary, width });
  return tf.layers.embedding({
    name,
    inputDim: vocabulary,
    outputDim: width,
    embeddingsInitializer: normalInitializer(),
  });
}

function embed(ids: Symbolic, tokens: tf.layers.Layer, shape: GptShape): Symbolic {
  const placed = positionEmbedding({ name: "position", context: shape.context });
  return dropped(apply(placed, apply(tokens, ids)), "dropout", shape);
}

/** x + attention(norm(x)), and to that its MLP of the norm. */
function block(x: Symbolic, shape: GptShape): Symbolic {
  const { heads, width } = shape;
  const qkv = dense(norm(x, "norm1"), "qkv", 3 * width);
  const attended = apply(attentionLayer({ name: "attention", heads, causal: true }), qkv);
  const mixed = residual(x, attended, ["projection", "dropout1", "add1"], shape);
  const inner = dense(norm(mixed, "norm2"), "expand", 4 * width, { activation: "gelu_new" });
  return residual(mixed, inner, ["contract", "dropout2", "add2"], shape);
}

function head(x: Symbolic, tokens: tf.layers.Layer, { tied, vocabulary }: GptShape): Symbolic {
  const normed = norm(x, "norm");
  return tied ? apply(tokens, normed) : dense(normed, "logits", vocabulary, { useBias: false });
}

/** x + a projection of `inner` to its width. There are two a block, so they start smaller. @see Radford et al. 2019, section 2.3. */
function residual(
  x: Symbolic,
  inner: Symbolic,
  [projection, dropout, add]: readonly [string, string, string],
  shape: GptShape,
): Symbolic {
  const scale = 1 / Math.sqrt(2 * shape.layers);
  const projected = dense(inner, projection, shape.width, { scale });
  return tf.layers.add({ name: add }).apply([x, dropped(projected, dropout, shape)]) as Symbolic;
}

interface DenseOptions {
  readonly activation?: "gelu_new";
  readonly useBias?: boolean;
  /** Factor of the deviation that the weights start with. */
  readonly scale?: number;
}

function dense(
  x: Symbolic,
  name: string,
  units: number,
  { scale = 1, ...options }: DenseOptions = {},
): Symbolic {
  const kernelInitializer = normalInitializer(scale);
  return apply(tf.layers.dense({ name, units, kernelInitializer, ...options }), x);
}

function norm(x: Symbolic, name: string): Symbolic {
  return apply(tf.layers.layerNormalization({ name, epsilon: EPSILON }), x);
}

function dropped(x: Symbolic, name: string, { dropout }: GptShape): Symbolic {
  return dropout > 0 ? apply(tf.layers.dropout({ name, rate: dropout }), x) : x;
}

function apply(layer: tf.layers.Layer, x: Symbolic): Symbolic {
  return layer.apply(x) as Symbolic;
}
