import { TolariaError } from "../../../../core/errors/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { ModelWeights, WeightArray } from "../../_graph/mod.ts";
import { activated } from "./activations.ts";
import type { GraphBuilder } from "./graph_builder.ts";

/** A value of the graph. */
export interface Value {
  readonly name: string;
  readonly shape: tf.Shape;
  /** Name of its mask, a bool for each step, [B, T]; undefined if it has none. */
  readonly mask?: string | undefined;
}

/** A call of a layer that is to be written. */
export interface LayerCall {
  readonly graph: GraphBuilder;
  readonly layer: tf.layers.Layer;
  /** Path of the layer in the model. */
  readonly path: string;
  readonly inputs: readonly Value[];
  readonly weights: ModelWeights;
  /** Writes a call of a layer that this one wraps. */
  writeInner(layer: tf.layers.Layer, inputs: readonly Value[]): readonly Value[];
}

/** Writes a call, and returns the name of each output. */
export type LayerWriter = (call: LayerCall) => string | readonly string[];

/** The first input. */
export function inputOf({ inputs }: LayerCall): Value {
  return inputs[0] as Value;
}

/** Options of the layer. */
export function configOf<Config>({ layer }: LayerCall): Config {
  return layer.getConfig() as Config;
}

/** A weight of the layer; undefined if it has none of that name. */
export function weightOf({ weights, layer }: LayerCall, name: string): WeightArray | undefined {
  return weights.of(layer).get(name);
}

/** Adds a weight of the layer as it is. */
export function constantOf(call: LayerCall, name: string): string | undefined {
  const weight = weightOf(call, name);
  return weight && call.graph.weight(name, weight);
}

/** Applies activation `name` to `x`. */
export function activate(call: LayerCall, name: string, x: string): string {
  return (
    activated(call.graph, name, x) ?? refuse(call, `its activation "${name}" has no counterpart`)
  );
}

/** Refuses a layer for an option that the format cannot say. */
export function refuse({ path, layer }: Pick<LayerCall, "path" | "layer">, reason: string): never {
  throw new TolariaError(
    "model/invalid",
    `Cannot write layer "${path}" (${layer.getClassName()}) as ONNX: ${reason}.`,
  );
}
