import type { tf } from "../../deps.ts";
import { isModel } from "./structural_names.ts";

type Layer = tf.layers.Layer;

/** Layers that pass their input on, except for its shape, noise or dropout. */
const PASSING_ON = [
  "ActivityRegularization",
  "AlphaDropout",
  "Dropout",
  "Flatten",
  "GaussianDropout",
  "GaussianNoise",
  "Permute",
  "Reshape",
  "SpatialDropout1D",
];

/**
 * Activation that `output` of a graph comes from, as tfjs names it: an option of a layer, a layer of its own, or the last
 * one of a nested model. Undefined if it is unknown.
 */
export function outputActivation(output: tf.SymbolicTensor): string | undefined {
  const { sourceLayer, nodeIndex, tensorIndex } = output;
  if (isModel(sourceLayer)) {
    const inner = sourceLayer.outputs[tensorIndex ?? 0];
    return inner && outputActivation(inner);
  }
  const before = sourceLayer.inboundNodes[nodeIndex]?.inputTensors[0];
  if (PASSING_ON.includes(sourceLayer.getClassName()) && before) return outputActivation(before);
  return activationOf(sourceLayer);
}

function activationOf(layer: Layer): string | undefined {
  if (layer.getClassName() === "Softmax") return "softmax";
  const { layer: wrapped } = layer as unknown as { readonly layer?: Layer };
  if (wrapped && isModel(wrapped)) return outputActivation(wrapped.outputs[0] as tf.SymbolicTensor);
  if (wrapped) return activationOf(wrapped);
  const { activation } = layer.getConfig() as { readonly activation?: unknown };
  return typeof activation === "string" ? activation : undefined;
}
