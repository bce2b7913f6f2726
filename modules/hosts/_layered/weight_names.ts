import type { tf } from "../../../deps.ts";

type Layer = tf.layers.Layer;

/** A weight of a layers model, with a name that does not depend on what else the process has built. */
export interface NamedWeight {
  readonly name: string;
  readonly weight: tf.LayerVariable;
}

/**
 * The weights of `model` in its own order, each once.
 *
 * A layer that was given a name is called by it. One that was not has a name from a counter of the process
 * (`dense_Dense7`), so it is called by its class and its number among such layers of this model instead
 * (`dense_2`). A model within the model is a folder: `encoder/dense_1/kernel`.
 */
export function namedWeights(model: tf.LayersModel): NamedWeight[] {
  const seen = new Set<tf.LayerVariable>();
  const taken = new Set<string>();
  const named: NamedWeight[] = [];
  for (const { path, layer } of leafLayers(model, "")) {
    for (const weight of layer.weights) {
      if (seen.has(weight)) continue;
      seen.add(weight);
      named.push({ name: free(`${path}/${lastPart(weight.originalName)}`, taken), weight });
    }
  }
  return named;
}

function leafLayers(model: tf.LayersModel, folder: string): { path: string; layer: Layer }[] {
  const counts = new Map<string, number>();
  return model.layers.flatMap((layer) => {
    const path = folder + layerName(layer, counts);
    return isModel(layer) ? leafLayers(layer, `${path}/`) : [{ path, layer }];
  });
}

function layerName(layer: Layer, counts: Map<string, number>): string {
  // What tfjs calls a layer without a name: its class in snake_case, its class, a number.
  const kind = layer.name.match(new RegExp(`^(.+)_${layer.getClassName()}\\d+$`))?.[1];
  if (kind === undefined) return layer.name;
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  return `${kind}_${count}`;
}

function isModel(layer: Layer): layer is tf.LayersModel {
  return "layers" in layer && Array.isArray(layer.layers);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `name`, or with the first number behind it that makes it unique (the halves of a bidirectional layer). */
function free(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name}_${n}`;
  taken.add(candidate);
  return candidate;
}
