import { inputName, isModel, layersOf, namedWeights } from "../../../core/layers/mod.ts";
import { type GrownLayers, type ModelCopyOptions, readsLate } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { copyLayer } from "./copy_layer.ts";

type Layer = tf.layers.Layer;
type Symbolic = tf.SymbolicTensor;

/** A part of the network, and what has grown behind it. */
export interface CopiedStage {
  /** Prefix of its weights' names; empty for none. */
  readonly name: string;
  /** Computes it. */
  readonly graph: tf.LayersModel;
  /** As it was put together: names come from there. */
  readonly model: tf.LayersModel;
  readonly grown: readonly GrownLayers[];
}

/**
 * Chains copies of `stages` to one model of plain layers: models within are taken apart, and each layer is called by the
 * path that its weights' names begin with, so that the names are the same in the copy.
 *
 * The graph stays functional even for a chain: stock tfjs, Keras and ONNX all read that form, and nothing in it depends
 * on how the network was written down.
 */
export function copyNetwork(
  stages: readonly CopiedStage[],
  name: string,
  weights: ModelCopyOptions["weights"],
): tf.LayersModel {
  const copier = new Copier();
  const inputs = copyInputs((stages[0] as CopiedStage).graph);
  let values = inputs;
  for (const { name: folder, model, graph, grown } of stages) {
    const [input] = values;
    values = copier.append(model, values, folder, graph);
    for (const one of grown) values = [blend(copier, one, values[0] as Symbolic, input)];
  }
  const model = tf.model({ name, inputs, outputs: values });
  copier.copyWeights(weights);
  return model;
}

/** alpha seed(h) + (1 - alpha) h; a seed beside a block takes the block's input, too. */
function blend(
  copier: Copier,
  { name, model, share }: GrownLayers,
  activation: Symbolic,
  input: Symbolic | undefined,
): Symbolic {
  const inputs = [activation, input as Symbolic].slice(0, model.inputs.length);
  const [grown] = copier.append(model, inputs, name);
  if (share === 1) return grown as Symbolic;
  const scaled = (part: string, scale: number, x: Symbolic) =>
    tf.layers.rescaling({ name: `${name}/${part}`, scale }).apply(x) as Symbolic;
  const parts = [scaled("share", share, grown as Symbolic), scaled("rest", 1 - share, activation)];
  return tf.layers.add({ name: `${name}/blend` }).apply(parts) as Symbolic;
}

/** Inputs like those of `model`; one that was given no name gets one by its place that still counts as none. */
function copyInputs(model: tf.LayersModel): Symbolic[] {
  return model.inputs.map((input, index) =>
    tf.input({
      batchShape: input.shape,
      dtype: input.dtype,
      name: inputName(model.inputNames[index] as string) ?? `input${index + 1}`,
    }),
  );
}

/** Copies layers, each once. */
class Copier {
  readonly #copies = new Map<Layer, Layer>();
  /** Where each layer is. */
  readonly #paths = new Map<Layer, string>();
  /** Names of weights by the weight. */
  readonly #weightNames = new Map<tf.LayerVariable, string>();
  readonly #trained = new Set<tf.LayerVariable>();
  readonly #taken = new Set<string>();

  /** Applies copies of the layers of `model` to `inputs`. `folder` goes before the names of all. */
  append(
    model: tf.LayersModel,
    inputs: readonly Symbolic[],
    folder: string,
    graph: tf.LayersModel = model,
  ): Symbolic[] {
    const prefix = folder === "" ? "" : `${folder}/`;
    // A layer of several stages is called by its place in the first one.
    for (const { path, layer } of layersOf(model)) {
      if (!this.#paths.has(layer)) this.#paths.set(layer, prefix + path);
    }
    for (const { name, weight } of namedWeights(model)) {
      if (!this.#weightNames.has(weight)) this.#weightNames.set(weight, prefix + name);
    }
    for (const weight of model.trainableWeights) this.#trained.add(weight);
    return this.#compute(graph, inputs);
  }

  /** Gives each copy the weights of its layer, or those of `given`. */
  copyWeights(given: ModelCopyOptions["weights"]): void {
    for (const [layer, copy] of this.#copies) {
      const values = layer.weights.map((weight) =>
        copyOf(given?.get(this.#weightNames.get(weight) ?? "") ?? weight.read()),
      );
      copy.setWeights(values);
      tf.dispose(values);
    }
  }

  #compute(model: tf.LayersModel, inputs: readonly Symbolic[]): Symbolic[] {
    const known = new Map(model.inputs.map((input, at) => [input.id, inputs[at] as Symbolic]));
    const computed = (tensor: Symbolic): Symbolic => {
      const found = known.get(tensor.id);
      if (found) return found;
      const { sourceLayer: layer, nodeIndex } = tensor;
      const node = layer.inboundNodes[nodeIndex] as (typeof layer.inboundNodes)[number];
      const before = node.inputTensors.map(computed);
      const outputs = isModel(layer)
        ? this.#compute(layer, before)
        : this.#apply(layer, before, node.callArgs);
      node.outputTensors.forEach((output, at) => {
        known.set(output.id, outputs[at] as Symbolic);
      });
      return known.get(tensor.id) as Symbolic;
    };
    return model.outputs.map(computed);
  }

  #apply(layer: Layer, inputs: Symbolic[], kwargs: Parameters<Layer["apply"]>[1]): Symbolic[] {
    const copy = this.#copies.get(layer) ?? this.#copy(layer);
    const { ...own } = kwargs;
    // States that a recurrent layer begins with are among its inputs; tfjs warns when they are written a second time.
    const dropStates = () => {
      for (const name of ["initialState", "constants"]) delete own[name];
    };
    dropStates();
    const output = copy.apply(inputs.length === 1 ? (inputs[0] as Symbolic) : inputs, own);
    dropStates();
    return [output].flat() as Symbolic[];
  }

  #copy(layer: Layer): Layer {
    const copy = copyLayer(layer, this.#free(this.#paths.get(layer) ?? layer.name));
    this.#copies.set(layer, copy);
    const { weights } = layer;
    // A model that is frozen tells its layers' weights, and not the layers.
    if (weights.length > 0 && !weights.some((one) => this.#trained.has(one)))
      copy.trainable = false;
    return copy;
  }

  /** `name`, or with the first number behind it that makes it unique. */
  #free(name: string): string {
    let candidate = name;
    for (let n = 2; this.#taken.has(candidate); n++) candidate = `${name}_${n}`;
    this.#taken.add(candidate);
    return candidate;
  }
}

/** A copy of the numbers: backends may go on to write where they lie. */
function copyOf(tensor: tf.Tensor): tf.Tensor {
  // None writes where a device has numbers that can only be awaited.
  if (readsLate()) return tensor.clone();
  return tf.tensor(tensor.dataSync().slice(), tensor.shape, tensor.dtype);
}
