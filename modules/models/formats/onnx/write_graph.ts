import { isModel, unnamedKind } from "../../../../core/layers/mod.ts";
import type { tf } from "../../../../deps.ts";
import {
  type GraphNode,
  type ModelGraph,
  type ModelWeights,
  modelGraph,
} from "../../_graph/mod.ts";
import type { GraphBuilder } from "./graph_builder.ts";
import { type LayerCall, refuse, type Value } from "./layer_call.ts";
import { LAYER_WRITERS } from "./layer_writers.ts";
import { maskBehind } from "./masks.ts";

/** What the calls of a model's layers are written to. */
export interface GraphTarget {
  readonly graph: GraphBuilder;
  readonly weights: ModelWeights;
}

/** Writes the calls of `model` behind `inputs`, with `folder` before the names of its layers, and returns its outputs. */
export function writeGraph(
  model: ModelGraph,
  inputs: readonly Value[],
  folder: string,
  target: GraphTarget,
): Value[] {
  const values = new Map<GraphNode, readonly Value[]>();
  model.inputs.forEach((node, index) => {
    values.set(node, [inputs[index] as Value]);
  });
  for (const node of model.nodes) {
    if (values.has(node)) continue;
    const from = node.inputs.map(({ node: one, index }) => values.get(one)?.[index] as Value);
    values.set(node, writeLayer(node.layer, folder + node.name, from, target, node));
  }
  return model.outputs.map(({ node, index }) => values.get(node)?.[index] as Value);
}

function writeLayer(
  layer: tf.layers.Layer,
  path: string,
  inputs: readonly Value[],
  target: GraphTarget,
  node?: GraphNode,
): readonly Value[] {
  if (isModel(layer)) {
    // A model within the model gives no mask.
    const outputs = writeGraph(node?.model ?? modelGraph(layer), inputs, `${path}/`, target);
    return outputs.map(({ name, shape }) => ({ name, shape }));
  }
  const call: LayerCall = {
    ...target,
    layer,
    path,
    inputs,
    writeInner: (inner, from) =>
      writeLayer(inner, `${path}/${unnamedKind(inner) ?? inner.name}`, from, target),
  };
  const write = LAYER_WRITERS[layer.getClassName()];
  if (!write) refuse(call, "the format has no counterpart of such a layer");
  return target.graph.within(path, () => {
    const names = [write(call)].flat();
    const mask = maskBehind(call);
    const shapes = node?.outputShapes ?? [layer.computeOutputShape(shapeOf(inputs)) as tf.Shape];
    return names.map((name, index) => ({
      name,
      shape: shapes[index] as tf.Shape,
      mask: index === 0 ? mask : undefined,
    }));
  });
}

function shapeOf(inputs: readonly Value[]): tf.Shape {
  return (inputs[0] as Value).shape;
}
