/**
 * A tfjs `LayersModel` as a graph of calls of layers.
 *
 * @module
 */

export type { WeightArray } from "../../../core/safetensors/mod.ts";
export { range, reorderAxes, reshape } from "./arrays.ts";
export { type GraphNode, type ModelGraph, modelGraph } from "./model_graph.ts";
export { ModelWeights } from "./model_weights.ts";
