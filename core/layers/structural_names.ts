import type { tf } from "../../deps.ts";

type Layer = tf.layers.Layer;

/** Whether `layer` is a model within a model. */
export function isModel(layer: Layer): layer is tf.LayersModel {
  return "layers" in layer && Array.isArray(layer.layers);
}

/**
 * Returns the kind of `layer` if tfjs named it by a counter of the process: `dense` of
 * `dense_Dense7`, `sequential` of `sequential_2`, `model` of `model1`. Undefined if its name was given.
 */
export function unnamedKind(layer: Layer): string | undefined {
  const type = layer.getClassName();
  if (!isModel(layer)) return layer.name.match(new RegExp(`^(.+)_${type}\\d+$`))?.[1];
  const kind = type.toLowerCase();
  return new RegExp(`^${kind}_?\\d+$`).test(layer.name) ? kind : undefined;
}

/** Name of a model that is the same in each process: the one that it was given, or its kind. */
export function modelName(model: tf.LayersModel): string {
  return unnamedKind(model) ?? model.name;
}

/** Name of an input if it was given one; tfjs calls others `input` and a number of the process. */
export function inputName(name: string): string | undefined {
  return /^input\d+$|_input$/.test(name) ? undefined : name;
}

/** Name of an output if its layer was given one. */
export function outputName({ sourceLayer }: tf.SymbolicTensor): string | undefined {
  return unnamedKind(sourceLayer) === undefined ? sourceLayer.name : undefined;
}

/** The layers of a model with a name for each, from their names or their places among their kind. */
export function structuralNames(layers: readonly Layer[]): readonly string[] {
  const counts = new Map<string, number>();
  // Those of a loaded model, whose layers were saved under such names.
  const given = new Set(layers.filter((layer) => unnamedKind(layer) === undefined).map(nameOf));
  return layers.map((layer) => {
    const kind = unnamedKind(layer);
    if (kind === undefined) return layer.name;
    let count = counts.get(kind) ?? 0;
    do count += 1;
    while (given.has(`${kind}_${count}`));
    counts.set(kind, count);
    return `${kind}_${count}`;
  });
}

function nameOf({ name }: Layer): string {
  return name;
}
