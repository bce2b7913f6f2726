import { TolariaError } from "../../../../core/errors/mod.ts";
import type { GraphNode, ModelGraph } from "../../_graph/mod.ts";

/** Layers that do with a mask what they do in tfjs, and pass it on as there. */
const ALIKE = new Set([
  ...["Activation", "AlphaDropout", "BatchNormalization", "Bidirectional", "Dense", "Dropout"],
  ...["GRU", "GaussianDropout", "GaussianNoise", "LSTM", "LayerNormalization", "Masking", "PReLU"],
  ...["ReLU", "SimpleRNN", "SpatialDropout1D"],
]);

const RECURRENT = new Set(["Bidirectional", "GRU", "LSTM", "SimpleRNN"]);

/** Refuses layers that would do something else with a mask than they do in tfjs. */
export function checkMasks(graph: ModelGraph, path: string): void {
  const masked = new Set<GraphNode>();
  for (const node of graph.nodes) {
    const { layer, inputs } = node;
    const type = layer.getClassName();
    const { maskZero, returnSequences } = layer as unknown as {
      readonly maskZero?: boolean;
      readonly returnSequences?: boolean;
    };
    if (inputs.some((input) => masked.has(input.node))) {
      const refuse = (reason: string) => {
        throw new TolariaError(
          "model/invalid",
          `The input of layer "${path}${node.name}" (${type}) is masked, ${reason}. Cannot take the model from one to the other.`,
        );
      };
      if (!ALIKE.has(type)) refuse("which Keras heeds and TensorFlow.js does not");
      if (type === "Bidirectional" && returnSequences && isSeen(node, graph)) {
        refuse(
          "and gives other numbers in Keras than in TensorFlow.js for the steps that do not count",
        );
      }
      if (returnSequences !== false) masked.add(node);
    }
    if (type === "Masking" || maskZero) masked.add(node);
  }
}

/** Whether anything but a recurrent layer, which passes over masked steps, sees what `node` gives for them. */
function isSeen(node: GraphNode, { nodes, outputs }: ModelGraph): boolean {
  const users = nodes.filter(({ inputs }) => inputs.some((input) => input.node === node));
  return (
    outputs.some((output) => output.node === node) ||
    users.some(({ layer }) => !RECURRENT.has(layer.getClassName()))
  );
}

/** Checks the models within too. */
export function checkAllMasks(graph: ModelGraph, path: string): void {
  checkMasks(graph, path);
  for (const { model, name } of graph.nodes) {
    if (model) checkAllMasks(model, `${path}${name}/`);
  }
}
