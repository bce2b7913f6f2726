import type { tf } from "../../../../deps.ts";
import { inputOf, type LayerCall, type LayerWriter, refuse } from "./layer_call.ts";
import { kindOf, type RecurrentResult, writeRun } from "./recurrent_run.ts";

type Layer = tf.layers.Layer;

interface RecurrentLayer {
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful: boolean;
}

/** LSTM, GRU, SimpleRNN. */
export const recurrent: LayerWriter = (call) => {
  const options = call.layer as unknown as RecurrentLayer;
  const result = runOf(call, call.inputs.slice(1));
  const output = outputOf(call, options, result, options.goBackwards);
  return options.returnState ? [output, ...result.states] : output;
};

function runOf(call: LayerCall, first: LayerCall["inputs"]): RecurrentResult {
  const kind = kindOf(call.layer);
  const { goBackwards, stateful } = call.layer as unknown as RecurrentLayer;
  if (!kind) refuse(call, "the format has no counterpart of such a layer");
  if (stateful) refuse(call, "it is stateful, which a graph cannot be");
  const { graph } = call;
  const { name, mask } = inputOf(call);
  const steps = mask && graph.op("Unsqueeze", [mask, graph.ints([-1])]);
  return writeRun({
    call,
    kind,
    x: graph.transpose(name, [1, 0, 2]),
    mask: steps && graph.transpose(steps, [1, 0, 2]),
    states: first.map((state) => state.name),
    backwards: goBackwards,
  });
}

/** The outputs of all steps, [B, T, H], or of the last. */
function outputOf(
  { graph }: LayerCall,
  { returnSequences }: RecurrentLayer,
  { sequence, states }: RecurrentResult,
  isReversed: boolean,
): string {
  if (!returnSequences) return states[0] as string;
  const inOrder = graph.transpose(sequence, [1, 0, 2]);
  return isReversed ? reversed(graph, inOrder) : inOrder;
}

/** The steps in reverse. tfjs gives those of a layer that goes backwards in the order in which they ran. */
function reversed(graph: LayerCall["graph"], value: string): string {
  const bounds = [-1, -(2 ** 31), 1, -1].map((one) => graph.ints([one]));
  return graph.op("Slice", [value, ...bounds]);
}

interface BidirectionalLayer extends Omit<RecurrentLayer, "goBackwards"> {
  readonly forwardLayer: Layer;
  readonly backwardLayer: Layer;
  readonly mergeMode: "concat" | "sum" | "ave" | "mul" | null;
}

/** Bidirectional. */
export const bidirectional: LayerWriter = (call) => {
  const { forwardLayer, backwardLayer, mergeMode, returnState } =
    call.layer as unknown as BidirectionalLayer;
  const { graph } = call;
  const states = call.inputs.slice(1);
  const half = states.length / 2;
  const [forward, backward] = [forwardLayer, backwardLayer].map((layer, index) => {
    const isBackward = index === 1;
    const path = `${call.path}/${isBackward ? "backward" : "forward"}`;
    return graph.within(path, () => {
      const inner = { ...call, layer, path };
      const options = layer as unknown as RecurrentLayer;
      const result = runOf(inner, states.slice(half * index, half * (index + 1)));
      // The outputs of the second layer are turned around once more.
      const isReversed = options.goBackwards !== isBackward;
      return { ...result, output: outputOf(inner, options, result, isReversed) };
    });
  }) as [Half, Half];
  const merged = mergedOf(call, mergeMode, [forward.output, backward.output]);
  return returnState ? [...merged, ...forward.states, ...backward.states] : merged;
};

interface Half extends RecurrentResult {
  readonly output: string;
}

function mergedOf(
  { graph }: LayerCall,
  mode: BidirectionalLayer["mergeMode"],
  outputs: readonly [string, string],
): readonly string[] {
  switch (mode) {
    case "concat":
      return [graph.op("Concat", outputs, { axis: -1 })];
    case "sum":
      return [graph.op("Add", outputs)];
    case "mul":
      return [graph.op("Mul", outputs)];
    case "ave":
      return [graph.op("Mul", [graph.op("Add", outputs), graph.scalar(0.5)])];
    default:
      return outputs;
  }
}
