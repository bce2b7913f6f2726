import { isModel, structuralNames } from "../../../core/layers/mod.ts";
import { tf } from "../../../deps.ts";

type Layer = tf.layers.Layer;
type Shape = tf.Shape;

/** An output of a node. */
export interface GraphValue {
  readonly node: GraphNode;
  /** Which of the node's outputs. */
  readonly index: number;
}

/** One call of a layer: a shared layer has several. */
export interface GraphNode {
  /** Name of the layer, the same in each process; unique among the layers of the model. */
  readonly name: string;
  readonly layer: Layer;
  /** How many calls of the layer come before this one. */
  readonly call: number;
  readonly inputs: readonly GraphValue[];
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
  /** Graph of the layer if it is a model itself. */
  readonly model: ModelGraph | undefined;
}

/** A model as calls of layers. */
export interface ModelGraph {
  readonly kind: "sequential" | "functional";
  /** Nodes of the inputs, which have no inputs themselves; in the order of the model's inputs. */
  readonly inputs: readonly GraphNode[];
  readonly outputs: readonly GraphValue[];
  /** Every node, each behind those that it needs. */
  readonly nodes: readonly GraphNode[];
}

/**
 * Returns the calls of layers that `model` makes, each behind those that it needs. A model within the model is one node with
 * a graph of its own.
 */
export function modelGraph(model: tf.LayersModel): ModelGraph {
  return model instanceof tf.Sequential ? chainOf(model) : networkOf(model);
}

/** A sequential model is its layers in a row, whatever else they are part of. */
function chainOf(model: tf.Sequential): ModelGraph {
  const names = structuralNames(model.layers);
  const nodes: GraphNode[] = [];
  const append = (layer: Layer, name: string, outputShape: Shape | undefined) => {
    const before = nodes.at(-1);
    const inputShapes = before ? [before.outputShapes[0] as Shape] : [];
    nodes.push({
      name,
      layer,
      call: nodes.filter((node) => node.layer === layer).length,
      inputs: before ? [{ node: before, index: 0 }] : [],
      inputShapes,
      outputShapes: [outputShape ?? shapeBehind(layer, inputShapes[0] as Shape)],
      model: isModel(layer) ? modelGraph(layer) : undefined,
    });
  };
  const [input] = model.inputs as [tf.SymbolicTensor];
  append(input.sourceLayer, inputName(model, names), input.shape);
  model.layers.forEach((layer, index) => {
    if (layer !== input.sourceLayer) append(layer, names[index] as string, undefined);
  });
  const [first, last] = [nodes[0], nodes.at(-1)] as [GraphNode, GraphNode];
  return { kind: "sequential", inputs: [first], outputs: [{ node: last, index: 0 }], nodes };
}

/** Name of the input of a sequential model; that of tfjs may have a counter of the process in it. */
function inputName(model: tf.Sequential, names: readonly string[]): string {
  const index = model.layers.indexOf((model.inputs[0] as tf.SymbolicTensor).sourceLayer);
  const name = index < 0 ? "input" : (names[index] as string);
  return index < 0 && names.includes(name) ? "model_input" : name;
}

function shapeBehind(layer: Layer, shape: Shape): Shape {
  // A sequential model that was not built yet cannot compute it.
  if (isModel(layer)) return (layer.outputs[0] as tf.SymbolicTensor).shape;
  const shapes = layer.computeOutputShape(shape);
  return (Array.isArray(shapes[0]) ? shapes[0] : shapes) as Shape;
}

/** A call as tfjs keeps it; its types have no name for it. */
type Call = tf.layers.Layer["inboundNodes"][number];

function networkOf(model: tf.LayersModel): ModelGraph {
  const names = structuralNames(model.layers);
  const nodes = new Map<Call, GraphNode>();
  const nodeOf = (tensor: tf.SymbolicTensor): GraphNode => {
    const layer = tensor.sourceLayer;
    const call = layer.inboundNodes[tensor.nodeIndex] as Call;
    const known = nodes.get(call);
    if (known) return known;
    const isInput = model.inputs.some((input) => input.sourceLayer === layer);
    const inputs = isInput ? [] : call.inputTensors.map(outputOf);
    const node: GraphNode = {
      name: names[model.layers.indexOf(layer)] ?? layer.name,
      layer,
      call: [...nodes.values()].filter((other) => other.layer === layer).length,
      inputs,
      inputShapes: isInput ? [] : call.inputTensors.map(({ shape }) => shape),
      outputShapes: call.outputTensors.map(({ shape }) => shape),
      model: isModel(layer) ? modelGraph(layer) : undefined,
    };
    nodes.set(call, node);
    return node;
  };
  const outputOf = (tensor: tf.SymbolicTensor): GraphValue => ({
    node: nodeOf(tensor),
    index: tensor.outputTensorIndex ?? 0,
  });
  const inputs = model.inputs.map(nodeOf);
  const outputs = model.outputs.map(outputOf);
  return { kind: "functional", inputs, outputs, nodes: [...nodes.values()] };
}
