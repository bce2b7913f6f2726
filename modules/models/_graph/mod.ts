/**
 * A tfjs `LayersModel` as a graph of calls of layers.
 *
 * @module
 */
export { range, reorderAxes, reshape } from "./arrays.ts";
export { type GraphNode, type ModelGraph, modelGraph } from "./model_graph.ts";
export { ModelWeights, type WeightArray } from "./model_weights.ts";
