import { TolariaError } from "../../../../core/errors/mod.ts";
import type { GraphNode, ModelGraph } from "../../_graph/mod.ts";

/** Layers that do with a mask what they do in tfjs, and pass it on as there. */
const ALIKE = new Set([
  ...["Activation", "AlphaDropout", "BatchNormalization", "Bidirectional", "Dense", "Dropout"],
  ...["GRU", "GaussianDropout", "GaussianNoise", "LSTM", "LayerNormalization", "Masking", "PReLU"],
  ...["ReLU", "SimpleRNN", "SpatialDropout1D"],
]);

/** Refuses layers that would do something else with a mask than they do in tfjs. */
export function checkMasks({ nodes }: ModelGraph, path: string): void {
  const masked = new Set<GraphNode>();
  for (const node of nodes) {
    const { layer, inputs } = node;
    const type = layer.getClassName();
    const isMasked = inputs.some((input) => masked.has(input.node));
    if (isMasked && !ALIKE.has(type)) {
      throw new TolariaError(
        "model/invalid",
        `Cannot write layer "${path}${node.name}" (${type}) for Keras: its input is masked, which TensorFlow.js ignores there and Keras does not.`,
      );
    }
    const { maskZero, returnSequences } = layer as unknown as {
      readonly maskZero?: boolean;
      readonly returnSequences?: boolean;
    };
    if (type === "Masking" || maskZero || (isMasked && returnSequences !== false)) masked.add(node);
  }
}
