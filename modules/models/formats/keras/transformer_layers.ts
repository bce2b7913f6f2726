import type { WeightArray } from "../../_graph/mod.ts";
import { type KerasConfig, kerasObject } from "./keras_objects.ts";
import { type KerasLayer, type LayerFacts, refuse } from "./layer_facts.ts";

// T = places of a sequence, D = numbers of a place, H = heads, K = numbers of a head

/** How a layer is called, besides with its inputs in their order. */
export interface KerasCall {
  /** Which of the inputs go where. */
  readonly order: readonly number[];
  readonly kwargs: KerasConfig;
}

/** A layer of ours in Keras. */
interface TransformerLayer {
  write(facts: LayerFacts): KerasLayer;
  call(config: KerasConfig, shapes: readonly (readonly unknown[])[]): KerasCall;
}

/** Layers of language models, by the names of our classes. */
export const TRANSFORMER_LAYERS: Readonly<Record<string, TransformerLayer>> = {
  TolariaAttention: {
    write: attention,
    // Keras takes queries, values and keys.
    call: ({ causal }, shapes) => ({
      order: shapes.length === 1 ? [0, 0, 0] : [0, 2, 1],
      kwargs: { use_causal_mask: causal },
    }),
  },
  TolariaPositionEmbedding: { write: positions, call: () => ({ order: [0], kwargs: {} }) },
  TolariaTiedEmbedding: {
    write: tied,
    call: (_, [shape]) => ({ order: [0], kwargs: { reverse: shape?.length === 3 } }),
  },
};

/**
 * Keras's attention has projections of its own, which are identities here; those of one input that has queries, keys and values
 * beside each other take their part of it.
 */
function attention(facts: LayerFacts): KerasLayer {
  const { heads, causal } = facts.layer.getConfig() as { readonly heads: number; causal: boolean };
  const inputs = facts.layer.inboundNodes[0]?.inputTensors ?? [];
  if (causal && inputs.some(({ shape }) => shape[1] !== inputs[0]?.shape[1])) {
    refuse(
      facts,
      "its queries are not as many as its keys, for which Keras has another causal mask",
    );
  }
  const packed = inputs.length === 1;
  const given = inputs[0]?.shape.at(-1) as number;
  const width = packed ? given / 3 : given;
  const size = width / heads;
  const part = (at: number) => [
    { shape: [given, heads, size], data: identity(given, width, packed ? at * width : 0) },
  ];
  const object = kerasObject("layers", "MultiHeadAttention", {
    name: facts.name,
    dtype: "float32",
    trainable: false,
    num_heads: heads,
    key_dim: size,
    value_dim: size,
    use_bias: false,
    output_shape: [width],
  });
  const weights = {
    "query_dense/vars": part(0),
    "key_dense/vars": part(1),
    "value_dense/vars": part(2),
    "output_dense/vars": [{ shape: [heads, size, width], data: identity(width, width, 0) }],
  };
  return { object, weights };
}

/** A learned vector for each place: the bias, [T, D], of a product with an identity. */
function positions(facts: LayerFacts): KerasLayer {
  const { layer, name, weights } = facts;
  const [, places, width] = layer.inboundNodes[0]?.inputTensors[0]?.shape ?? [];
  if (typeof places !== "number") return refuse(facts, "the length of its sequences must be known");
  const table = weights.of(layer).get("embeddings") as WeightArray;
  const object = kerasObject("layers", "EinsumDense", {
    name,
    dtype: "float32",
    trainable: layer.trainable,
    equation: "btd,de->bte",
    output_shape: [places, width],
    bias_axes: "te",
  });
  const size = width as number;
  const vars = [
    { shape: [size, size], data: identity(size, size, 0) },
    { shape: [places, size], data: table.data.subarray(0, places * size) },
  ];
  return { object, weights: { vars } };
}

function tied({ layer, name, weights }: LayerFacts): KerasLayer {
  const { vocabulary, width } = layer.getConfig() as Readonly<Record<string, unknown>>;
  const object = kerasObject("layers", "ReversibleEmbedding", {
    name,
    dtype: "float32",
    trainable: layer.trainable,
    input_dim: vocabulary,
    output_dim: width,
    tie_weights: true,
  });
  return { object, weights: { vars: [...weights.of(layer).values()] } };
}

/** A matrix that takes `columns` of the `rows` numbers that it is given, from `first` on. */
function identity(rows: number, columns: number, first: number): Float32Array {
  const data = new Float32Array(rows * columns);
  for (let at = 0; at < columns; at++) data[(first + at) * columns + at] = 1;
  return data;
}
