import type { tf } from "../../deps.ts";
import { isModel, structuralNames } from "./structural_names.ts";

type Layer = tf.layers.Layer;

/** A layer of a model, and its place. */
export interface PlacedLayer {
  /** Names from the model down to the layer: `encoder/dense_1`. */
  readonly path: string;
  readonly layer: Layer;
  /** Models within the model, and layers that wrap others, in which it is; outermost first. */
  readonly within: readonly Layer[];
}

/** The layers of `model` that compute something, those of models within it too, in their order. */
export function layersOf(model: tf.LayersModel): readonly PlacedLayer[] {
  return placedIn(model, "", []);
}

/** The same, with each layer that another one wraps behind it: what a bidirectional layer runs, the cells of an RNN. */
export function wrappedLayersOf(model: tf.LayersModel): readonly PlacedLayer[] {
  return layersOf(model).flatMap(withWrapped);
}

function placedIn(
  model: tf.LayersModel,
  folder: string,
  within: readonly Layer[],
): readonly PlacedLayer[] {
  const names = structuralNames(model.layers);
  return model.layers.flatMap((layer, index): readonly PlacedLayer[] => {
    const path = folder + names[index];
    return isModel(layer)
      ? placedIn(layer, `${path}/`, [...within, layer])
      : [{ path, layer, within }];
  });
}

function withWrapped(placed: PlacedLayer): readonly PlacedLayer[] {
  const { path, layer, within } = placed;
  const inside = innerLayersOf(layer).flatMap((inner): readonly PlacedLayer[] =>
    isModel(inner)
      ? placedIn(inner, `${path}/`, [...within, layer, inner]).flatMap(withWrapped)
      : withWrapped({ path, layer: inner, within: [...within, layer] }),
  );
  return [placed, ...inside];
}

/** What tfjs's wrappers and recurrent layers keep their layers as. */
const INNER_FIELDS = ["layer", "forwardLayer", "backwardLayer", "cell", "cells"];

/** The layers that `layer` wraps: what a bidirectional layer runs, the cells of an RNN. */
export function innerLayersOf(layer: Layer): Layer[] {
  const fields = layer as unknown as Readonly<Record<string, Layer | Layer[] | undefined>>;
  const inner = INNER_FIELDS.flatMap((field) => fields[field] ?? []);
  return [...new Set(inner)].filter((one) => typeof one.getClassName === "function");
}
