/**
 * A tfjs `LayersModel` as a graph of calls of layers.
 *
 * @module
 */
export { weightsOf } from "./layer_facts.ts";
export { type ModelGraph, modelGraph } from "./model_graph.ts";
