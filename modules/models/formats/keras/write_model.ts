import { isModel } from "../../../../core/layers/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { GraphNode, ModelGraph, ModelWeights, WeightArray } from "../../_graph/mod.ts";
import { FolderNames, type KerasConfig, type KerasObject, kerasObject } from "./keras_objects.ts";
import { kerasOrder } from "./layer_order.ts";
import { checkMasks } from "./masks.ts";
import { TRANSFORMER_LAYERS } from "./transformer_layers.ts";
import { writeLayer } from "./write_layer.ts";

/** Writes models, those within models too. */
export class ModelWriter {
  /** Weights by their place in the file. */
  readonly weights: Map<string, WeightArray> = new Map();
  readonly #values: ModelWeights;

  constructor(values: ModelWeights) {
    this.#values = values;
  }

  /** Returns the configuration of a model, with its weights below `folder`; `path` goes before the names of its layers. */
  write(graph: ModelGraph, name: string, folder: string, path: string): KerasObject {
    checkMasks(graph, path);
    return graph.kind === "sequential"
      ? this.#sequential(graph, name, folder, path)
      : this.#functional(graph, name, folder, path);
  }

  #sequential(graph: ModelGraph, name: string, folder: string, path: string): KerasObject {
    const folders = new FolderNames();
    const names = new LayerNames(graph);
    const layers = graph.nodes.map((node) => this.#layer(node, names, folders, folder, path));
    return kerasObject("", "Sequential", { name, layers });
  }

  #functional(graph: ModelGraph, name: string, folder: string, path: string): KerasObject {
    const folders = new FolderNames();
    const names = new LayerNames(graph);
    const layers = kerasOrder(graph).map((layer) => {
      const calls = graph.nodes.filter((node) => node.layer === layer);
      const object = this.#layer(calls[0] as GraphNode, names, folders, folder, path);
      const inbound = calls.filter(({ inputs }) => inputs.length > 0);
      const inbound_nodes = inbound.map((node) => callOf(node, names));
      return { ...object, name: names.of(layer), inbound_nodes };
    });
    const ends = (values: readonly KerasHistory[]) => (values.length === 1 ? values[0] : values);
    const config: KerasConfig = {
      name,
      trainable: true,
      layers,
      input_layers: ends(graph.inputs.map((node) => [names.of(node.layer), 0, 0])),
      output_layers: ends(graph.outputs.map(({ node, index }) => endOf(node, index, names))),
    };
    return { ...kerasObject("", "Functional", config), module: "keras.src.models.functional" };
  }

  #layer(
    node: GraphNode,
    names: LayerNames,
    folders: FolderNames,
    folder: string,
    path: string,
  ): KerasObject {
    const { layer, model } = node;
    const name = names.of(layer);
    const own = path + node.name;
    if (node.inputs.length === 0) return inputLayer(node, name);
    if (model) {
      const type = model.kind === "sequential" ? "Sequential" : "Functional";
      return this.write(model, name, `${folder}layers/${folders.next(type)}/`, `${own}/`);
    }
    const { object, weights } = writeLayer({ layer, name, path: own, weights: this.#values });
    const place = `${folder}layers/${folders.next(object.class_name)}`;
    for (const [below, arrays] of Object.entries(weights)) {
      arrays.forEach((array, index) => {
        this.weights.set(`${place}/${below}/${index}`, array);
      });
    }
    return object;
  }
}

/** Name of a layer, which of its calls, and which output. */
type KerasHistory = readonly [layer: string, call: number, output: number];

/** Names of layers without slashes, which Keras does not allow. */
class LayerNames {
  readonly #names = new Map<tf.layers.Layer, string>();

  constructor({ nodes }: ModelGraph) {
    const taken = new Set<string>();
    for (const { layer, name } of nodes) {
      if (this.#names.has(layer)) continue;
      const plain = name.replaceAll("/", ".");
      let candidate = plain;
      for (let n = 2; taken.has(candidate); n++) candidate = `${plain}_${n}`;
      taken.add(candidate);
      this.#names.set(layer, candidate);
    }
  }

  of(layer: tf.layers.Layer): string {
    return this.#names.get(layer) as string;
  }
}

function inputLayer({ layer, outputShapes }: GraphNode, name: string): KerasObject {
  const { dtype } = layer.getConfig() as { readonly dtype?: string };
  return kerasObject("layers", "InputLayer", {
    batch_shape: outputShapes[0],
    dtype: dtype ?? "float32",
    name,
  });
}

/** A functional model counts the call that made it as its first. */
function endOf({ layer, call, model }: GraphNode, index: number, names: LayerNames): KerasHistory {
  const before = isModel(layer) && model?.kind === "functional" ? 1 : 0;
  return [names.of(layer), call + before, index];
}

/** A call of a layer: its inputs, and the first states of a recurrent one. */
function callOf({ layer, inputs, inputShapes }: GraphNode, names: LayerNames) {
  const tensors = inputs.map(({ node, index }) => ({
    class_name: "__keras_tensor__",
    config: {
      shape: node.outputShapes[index],
      dtype: "float32",
      keras_history: [names.of(node.layer), node.call, index],
    },
  }));
  const ofOurs = TRANSFORMER_LAYERS[layer.getClassName()];
  if (ofOurs) {
    const { order, kwargs } = ofOurs.call(layer.getConfig(), inputShapes);
    return { args: order.map((at) => tensors[at]), kwargs };
  }
  const [first, ...states] = tensors;
  if (tensors.length === 1) return { args: [first], kwargs: {} };
  return "returnState" in layer
    ? { args: [first], kwargs: { initial_state: states } }
    : { args: [tensors], kwargs: {} };
}
