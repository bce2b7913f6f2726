import { TolariaError } from "../../../../core/errors/mod.ts";
import { innerLayersOf, isModel } from "../../../../core/layers/mod.ts";
import { tf } from "../../../../deps.ts";
import type { WeightArray } from "../../_graph/mod.ts";
import { HARD_SIGMOID_SCALE } from "./config_values.ts";
import type { Hdf5Reader } from "./hdf5.ts";
import { FolderNames, type KerasObject } from "./keras_objects.ts";
import { isModelObject } from "./read_model.ts";
import { activationName } from "./read_values.ts";
import { GATES } from "./recurrent_layer.ts";
import { scaled, scaledColumns } from "./weight_scaling.ts";

type Layer = tf.layers.Layer;

/** Gives `model` the weights of `object`, which the file has below `folder`. */
export function readWeights(
  model: tf.LayersModel,
  { config }: KerasObject,
  file: Hdf5Reader,
  folder = "",
): void {
  const folders = new FolderNames();
  for (const object of config.layers as readonly KerasObject[]) {
    if (object.class_name === "InputLayer") continue;
    const place = `${folder}layers/${folders.next(object.class_name)}`;
    const layer = model.layers.find(({ name }) => name === object.config.name);
    // A scale that was read as part of the hard sigmoid behind it.
    if (!layer) continue;
    if (isModel(layer)) readWeights(layer, object, file, `${place}/`);
    else readLayer(layer, object, file, place);
  }
}

/** Where Keras keeps the layers within another. */
const INNER: Readonly<Record<string, readonly string[]>> = {
  Bidirectional: ["forward_layer", "backward_layer"],
  TimeDistributed: ["layer"],
};

function readLayer(layer: Layer, object: KerasObject, file: Hdf5Reader, place: string): void {
  const { class_name, config } = object;
  const folders = INNER[class_name];
  if (folders) {
    const inner =
      class_name === "Bidirectional" ? halvesOf(layer) : innerLayersOf(layer).slice(0, 1);
    inner.forEach((one, index) => {
      const below = `${place}/${folders[index]}`;
      const within = config.layer as KerasObject;
      if (isModel(one) && isModelObject(within)) readWeights(one, within, file, `${below}/`);
      else readLayer(one, within, file, below);
    });
    return;
  }
  const vars = Object.hasOwn(GATES, class_name) ? `${place}/cell/vars` : `${place}/vars`;
  layer.weights.forEach((weight, index) => {
    const array = file.array(`${vars}/${index}`);
    if (!array) throw missing(`${vars}/${index}`, object);
    const { shape, data } = forTfjs(array, weight.originalName, layer, object);
    if (String(shape) !== String(weight.shape)) {
      throw corrupt(`"${vars}/${index}" must have shape [${weight.shape}], but has [${shape}]`);
    }
    tf.tidy(() => {
      weight.write(tf.tensor(data, [...shape]));
    });
  });
}

function halvesOf(layer: Layer): Layer[] {
  const { forwardLayer, backwardLayer } = layer as unknown as Record<string, Layer>;
  return [forwardLayer as Layer, backwardLayer as Layer];
}

/** What leads to Keras 3's hard sigmoid, for that of tfjs. */
function forTfjs(
  array: WeightArray,
  name: string,
  layer: Layer,
  { class_name, config }: KerasObject,
): WeightArray {
  const isHard = (value: unknown) =>
    value !== undefined && activationName(value) === "hard_sigmoid";
  const { activation, recurrent_activation } = config;
  const factor = 1 / HARD_SIGMOID_SCALE;
  const gates = Object.hasOwn(GATES, class_name) ? GATES[class_name] : undefined;
  if (gates) {
    if (class_name === "LSTM" && isHard(activation)) {
      throw corrupt(`the hard sigmoid of layer "${config.name}" is another one in TensorFlow.js`);
    }
    const factors = gates.map((isGate) =>
      isHard(isGate ? recurrent_activation : activation) ? factor : 1,
    );
    return factors.every((one) => one === 1) ? array : scaledColumns(array, factors);
  }
  const isFirst = name.endsWith("depthwise_kernel") && layer.getClassName() === "SeparableConv2D";
  return isHard(activation) && !isFirst ? scaled(array, factor) : array;
}

function missing(place: string, { config }: KerasObject): TolariaError {
  return corrupt(`"${place}", a weight of layer "${config.name}", is missing`);
}

function corrupt(fault: string): TolariaError {
  return new TolariaError("model/corrupt", `Cannot read the weights: ${fault}.`);
}
