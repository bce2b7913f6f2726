import { errorMessage, TolariaError } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { AttentionLayer, PositionEmbedding, TiedEmbedding } from "../../_layers/mod.ts";
import { type GraphNode, type ModelGraph, modelGraph } from "../_graph/mod.ts";

// T = places of a sequence, V = ids

/** A network that scores the next token at each place: ids, [B, T], to scores, [B, T, V]. */
export interface TokenNetwork {
  readonly model: tf.LayersModel;
  readonly graph: ModelGraph;
  /** T: places that a prediction can look back to. */
  readonly context: number;
  /** V. */
  readonly vocabulary: number;
  /** A layer that is not known to compute each place by itself, so that all places are computed for each token. */
  readonly obstacle: GraphNode | undefined;
}

/** Classes of layers that compute each place by itself. */
const PLACEWISE = new Set([
  ...["Activation", "Add", "AlphaDropout", "Average", "Dense", "Dropout", "ELU", "Embedding"],
  ...["GaussianDropout", "GaussianNoise", "InputLayer", "LayerNormalization", "LeakyReLU"],
  ...["Maximum", "Minimum", "Multiply", "ReLU", "Rescaling", "ThresholdedReLU"],
  ...[AttentionLayer.className, PositionEmbedding.className, TiedEmbedding.className],
]);

/**
 * Checks that a network can go on with a text.
 *
 * @throws {TolariaError} `model/invalid` if its inputs and outputs are others, or a place sees later ones.
 */
export function tokenNetwork(model: tf.LayersModel): TokenNetwork {
  const [input, ...inputs] = model.inputs as [tf.SymbolicTensor];
  const [output, ...outputs] = model.outputs as [tf.SymbolicTensor];
  const [, places = null, ...rest] = input.shape;
  const [, , vocabulary] = output.shape;
  const fits = input.shape.length === 2 && output.shape.length === 3 && output.shape[1] === places;
  if (inputs.length + outputs.length + rest.length > 0 || !fits || typeof vocabulary !== "number") {
    const shapes = `[${input.shape.slice(1)}] to [${output.shape.slice(1)}]`;
    throw invalid(`it must map ids [T] to scores [T, V], but maps ${shapes}`);
  }
  const graph = modelGraph(model);
  for (const { layer, name } of graph.nodes) {
    const seesLater =
      layer instanceof AttentionLayer ? !layer.options.causal : isBidirectional(layer);
    if (seesLater) throw invalid(`its layer "${name}" sees the tokens that it is to predict`);
  }
  const tables = graph.nodes.flatMap(({ layer }) =>
    layer instanceof PositionEmbedding ? layer.context : [],
  );
  const context = places ?? Math.min(...tables, Number.POSITIVE_INFINITY);
  return { model, graph, context, vocabulary, obstacle: graph.nodes.find(mixesPlaces) };
}

function isBidirectional(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === "Bidirectional";
}

function mixesPlaces({ layer }: GraphNode): boolean {
  if (!PLACEWISE.has(layer.getClassName())) return true;
  const { axis } = layer.getConfig() as { readonly axis?: number | readonly number[] };
  const isNorm = layer.getClassName() === "LayerNormalization";
  return isNorm && ![axis].flat().every((one) => one === -1 || one === 2);
}

function invalid(reason: string): TolariaError {
  return new TolariaError("model/invalid", errorMessage(reason, "generate text with the model"));
}
