import { keptSteps } from "./core_layers.ts";
import { configOf, inputOf, type LayerCall, refuse } from "./layer_call.ts";

/** Merges whose result tfjs gives a mask of another shape, and a layer whose result depends on one. */
const CONFUSED = ["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Softmax"];

/** Returns the mask of what `call` gives, as tfjs passes it on; undefined if there is none. */
export function maskBehind(call: LayerCall): string | undefined {
  const { graph, layer } = call;
  const type = layer.getClassName();
  if (type === "Masking") return keptSteps(call, 0);
  if (type === "Embedding") {
    if (!configOf<{ readonly maskZero?: boolean }>(call).maskZero) return undefined;
    const isZero = graph.op("Equal", [inputOf(call).name, graph.scalar(0)]);
    return graph.op("Not", [isZero]);
  }
  const { mask } = inputOf(call);
  if (CONFUSED.includes(type) && call.inputs.some((input) => input.mask !== undefined)) {
    refuse(call, "its input is masked, and TensorFlow.js itself computes no mask for its output");
  }
  if (type === "GlobalAveragePooling1D" && mask !== undefined) {
    refuse(call, "its input is masked, and TensorFlow.js itself averages masked steps too");
  }
  const { supportsMasking, returnSequences } = layer as unknown as {
    readonly supportsMasking: boolean;
    readonly returnSequences?: boolean;
  };
  return supportsMasking && returnSequences !== false ? mask : undefined;
}
